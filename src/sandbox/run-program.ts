import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SandboxError } from '../primitives/sandbox-error.ts';
import { killQuietly } from './kill-processes.ts';
import { OutputTail } from './output-tail.ts';

/** A program to run to its end, outside any limits. */
export interface ProgramCall {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly folder?: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Written to standard input. */
  readonly input?: string;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
}

/** What a program printed, and how it ended. */
export interface ProgramEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly isTimedOut: boolean;
  readonly stdout: Buffer;
  readonly stderrTail: string;
}

/**
 * Runs a program and waits for its end; a time limit or an abort ends it and all it started.
 *
 * @throws SandboxError `environment` if it cannot be started.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const child = spawn(call.program, call.arguments, {
    cwd: call.folder,
    env: call.env,
    detached: true,
    stdio: 'pipe',
  });
  const stdout: Buffer[] = [];
  const stderr = new OutputTail();
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
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
  let isTimedOut = false;
  const end = (): void => {
    if (child.pid !== undefined) killQuietly(-child.pid);
  };
  const timer = setTimeout(() => {
    isTimedOut = true;
    end();
  }, call.timeLimitMs);
  call.signal?.addEventListener('abort', end);
  if (call.signal?.aborted === true) end();
  child.stdin.end(call.input ?? '');
  await closed;
  clearTimeout(timer);
  call.signal?.removeEventListener('abort', end);
  return {
    exitCode: child.exitCode,
    signal: child.signalCode,
    isTimedOut,
    stdout: Buffer.concat(stdout),
    stderrTail: stderr.toString(),
  };
}
