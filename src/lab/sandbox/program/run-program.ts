import { killQuietly } from '../child/kill-processes.ts';
import { type ProgramEnding, type ProgramStart, startProgram } from './start-program.ts';

/** A program to run to its end, outside any limits. */
export interface ProgramCall extends ProgramStart {
  /** Written to standard input. */
  readonly input?: string;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
}

/** What a program printed, and how it ended. */
export interface ProgramEnd extends ProgramEnding {
  readonly isTimedOut: boolean;
  readonly stdout: Buffer;
}

/**
 * Runs a program and waits for its end; a time limit or an abort ends it and all it started.
 *
 * @throws SandboxError `environment` if it cannot be started.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { child, ended } = await startProgram(call, { isDetached: true });
  const stdout: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
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
  const ending = await ended;
  clearTimeout(timer);
  call.signal?.removeEventListener('abort', end);
  return { ...ending, isTimedOut, stdout: Buffer.concat(stdout) };
}
