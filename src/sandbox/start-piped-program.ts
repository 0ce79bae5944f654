import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SandboxError } from '../primitives/sandbox-error.ts';
import { OutputTail } from './output-tail.ts';

/** A program to talk to. */
export interface PipedCall {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a program that was talked to ended. */
export interface PipedEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderrTail: string;
}

/** A program that answers in lines. It stays in the process group, and so in the limits, of its parent. */
export interface PipedProgram {
  /** Waits until the program has taken the bytes; false when it has ended. */
  send(bytes: Uint8Array): Promise<boolean>;
  /** The next line it prints; `null` at the end. */
  readLine(): Promise<string | null>;
  /** Ends its input and waits for its end. */
  finish(): Promise<PipedEnd>;
}

/** @throws SandboxError `environment` if the program cannot be started */
export async function startPipedProgram(call: PipedCall): Promise<PipedProgram> {
  const child = spawn(call.program, call.arguments, { env: call.env, stdio: 'pipe' });
  const stderr = new OutputTail(65_536);
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends early leaves a broken pipe; its end tells what happened.
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close');
  closed.catch(() => undefined);
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new SandboxError('environment', `cannot start ${call.program}: ${String(cause)}`, {
      cause,
    });
  });
  const lines = linesOf(child.stdout);
  return {
    async send(bytes) {
      if (child.stdin.destroyed) return false;
      const hasRoom = child.stdin.write(bytes);
      // A memory that is drawn into again must not be written from any more.
      if (!hasRoom) await Promise.race([once(child.stdin, 'drain').catch(() => undefined), closed]);
      return !child.stdin.destroyed;
    },
    async readLine() {
      const { value, done } = await lines.next();
      return done === true ? null : value;
    },
    async finish() {
      child.stdin.end();
      await closed;
      return { exitCode: child.exitCode, signal: child.signalCode, stderrTail: stderr.toString() };
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
