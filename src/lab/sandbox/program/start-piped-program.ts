import { once } from 'node:events';
import { deathSignalPrefix } from './launch-command.ts';
import { type ProgramEnding, type ProgramStart, startProgram } from './start-program.ts';

/** A program that answers in lines. It stays in the process group, and so in the limits, of its parent. */
export interface PipedProgram {
  /** Waits until the program has taken the bytes; false when it has ended. */
  send(bytes: Uint8Array): Promise<boolean>;
  /** The next line it prints; `null` at the end. */
  readLine(): Promise<string | null>;
  /** Ends its input and waits for its end. */
  finish(): Promise<ProgramEnding>;
}

/** @throws SandboxError `environment` if the program cannot be started */
export async function startPipedProgram(call: ProgramStart): Promise<PipedProgram> {
  // A child that is killed closes the pipes, which a program in the midst of its work does not see.
  const [program = call.program, ...words] = [
    ...deathSignalPrefix(),
    call.program,
    ...call.arguments,
  ];
  const start = { ...call, program, arguments: words };
  const { child, ended } = await startProgram(start, { isDetached: false, tailBytes: 65_536 });
  const lines = linesOf(child.stdout);
  return {
    async send(bytes) {
      if (child.stdin.destroyed) return false;
      const hasRoom = child.stdin.write(bytes);
      // A memory that is drawn into again must not be written from any more.
      if (!hasRoom) await Promise.race([once(child.stdin, 'drain').catch(() => undefined), ended]);
      return !child.stdin.destroyed;
    },
    async readLine() {
      const { value, done } = await lines.next();
      return done === true ? null : value;
    },
    async finish() {
      child.stdin.end();
      return await ended;
    },
  };
}

async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return undefined;
}
