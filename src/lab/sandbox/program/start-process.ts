import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { trace } from '../../../base/primitives/errors/debug-trace.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { lifelineVariable } from '../child/child-facts.ts';
import { commandText } from './command-text.ts';
import type { Command } from './launch-command.ts';
import { OutputTail } from '../child/output-tail.ts';

/** How a process ended, as Node tells it. */
export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A started child with the channel to it. */
export interface StartedChild {
  readonly pid: number;
  readonly output: OutputTail;
  /** Resolves when the process has ended; what it sent may still be on the way. */
  readonly exit: Promise<ProcessExit>;
  /** Resolves when everything that was sent has been handed over. */
  drain(): Promise<void>;
}

/** How long a descendant may hold the pipes open after the child has ended, milliseconds. */
const drainPatienceMs = 2000;

/**
 * Starts a child as the leader of its own process group, so that Ctrl-C in a terminal reaches it
 * through the parent only and all its descendants can be ended together. Standard input stays open
 * behind the job: its end tells the child that the parent is gone.
 *
 * @throws SandboxError `environment` if the program cannot be started.
 */
export async function startProcess(
  command: Command,
  job: unknown,
  needsLifelineThread: boolean,
  onChunk: (chunk: Buffer) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<StartedChild> {
  const child = spawn(command.program, command.arguments, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    env: { ...childEnvironment(needsLifelineThread), ...env },
  });
  const exit = new Promise<ProcessExit>((resolve) => {
    child.on('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  const closed = once(child, 'close');
  // Rejects with the error of a child that never started, which is thrown below.
  closed.catch(() => undefined);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new SandboxError('environment', `cannot start ${command.program}: ${String(error)}`, {
      cause: error,
    });
  }
  const { program, arguments: words } = command;
  trace('sandbox', () => `pid ${child.pid ?? 0} is ${commandText(program, words)}`);
  const output = new OutputTail();
  const pipes = connect(child, job, output, onChunk);
  return { pid: child.pid ?? 0, output, exit, drain: () => drain(closed, pipes) };
}

/** Options of Node that were meant for the parent must not change what is measured. */
function childEnvironment(needsLifelineThread: boolean): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  return { ...environment, [lifelineVariable]: needsLifelineThread ? 'thread' : 'signal' };
}

function connect(
  child: ChildProcess,
  job: unknown,
  output: OutputTail,
  onChunk: (chunk: Buffer) => void,
): readonly Readable[] {
  const [stdin, stdout, stderr, messages] = child.stdio;
  const pipes = [stdout, stderr, messages].filter((pipe) => pipe instanceof Readable);
  for (const pipe of pipes) {
    pipe.on('data', pipe === messages ? onChunk : (chunk: Buffer) => output.push(chunk));
  }
  // A child that dies early leaves broken pipes; its exit tells what happened.
  for (const pipe of [stdin, ...pipes]) pipe?.on('error', () => undefined);
  stdin?.write(`${JSON.stringify(job)}\n`);
  return pipes;
}

async function drain(closed: Promise<unknown>, pipes: readonly Readable[]): Promise<void> {
  const patience = new AbortController();
  const isLate = await Promise.race([
    closed.then(() => false),
    wait(drainPatienceMs, true, { signal: patience.signal }).catch(() => false),
  ]);
  patience.abort();
  if (isLate) for (const pipe of pipes) pipe.destroy();
}
