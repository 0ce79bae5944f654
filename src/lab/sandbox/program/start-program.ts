import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { trace } from '../../../base/primitives/errors/debug-trace.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { commandText } from './command-text.ts';
import { OutputTail } from '../child/output-tail.ts';

/** A program and what it is started with. */
export interface ProgramStart {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder?: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How a program ended. */
export interface ProgramEnding {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it printed to standard error. */
  readonly stderrTail: string;
}

/** A program that runs; its standard input and output are the caller's. */
export interface StartedProgram {
  readonly child: ChildProcessWithoutNullStreams;
  /** Settles once it has ended and all that it printed was read. */
  readonly ended: Promise<ProgramEnding>;
}

/**
 * Starts a program, without any limits of its own.
 *
 * @throws SandboxError `environment` if it cannot be started
 */
export async function startProgram(
  start: ProgramStart,
  options: {
    /** Whether it leads a process group of its own; else it stays in that of its parent. */
    readonly isDetached: boolean;
    /** Bytes of standard error to keep. @default 8192 */
    readonly tailBytes?: number;
  },
): Promise<StartedProgram> {
  const { program, arguments: words, folder, env } = start;
  const child = spawn(program, words, {
    cwd: folder,
    env,
    detached: options.isDetached,
    stdio: 'pipe',
  });
  const stderr = new OutputTail(options.tailBytes);
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that ends early leaves a broken pipe; its end tells what happened.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(() => {
    const { exitCode, signalCode: signal } = child;
    trace('sandbox', () => `pid ${child.pid} ended: ${signal ?? `exit code ${exitCode}`}`);
    return { exitCode, signal, stderrTail: stderr.toString() };
  });
  ended.catch(() => undefined);
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new SandboxError('environment', `cannot start ${program}: ${String(cause)}`, { cause });
  });
  const pid = child.pid ?? 0;
  trace('sandbox', () => `pid ${pid} is ${commandText(program, words)}, without limits`);
  return { child, ended };
}
