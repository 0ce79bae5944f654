import process from 'node:process';
import { StringDecoder } from 'node:string_decoder';
import { findProgram } from '../../sandbox/machine/find-program.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { startProgram } from '../../sandbox/program/start-program.ts';
import type { Engine, EngineName } from './engine.ts';

/** An engine that is to be started now. */
export interface EngineStart {
  readonly name: EngineName;
  readonly engine: Engine;
  /** Whole path of the folder with the files. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly onOutput: (text: string) => void;
  readonly onErrors: (text: string) => void;
}

/**
 * That the engine can be started here, before anything is written.
 *
 * @throws SandboxError `usage` for one that a person hands the files to, `environment` where it is not here
 */
export function requireEngine(name: EngineName, { start }: Engine): void {
  if (start === null)
    throw new SandboxError(
      'usage',
      `--run starts slurm and parallel: expected no --run with --engine ${name}; hand it the files that are written`,
    );
  if (findProgram(start.program) === null)
    throw new SandboxError(
      'environment',
      `expected ${start.program} on PATH for --engine ${name} --run, found none; without --run the files are written`,
    );
}

/**
 * Starts the engine's script and waits for its end; a request to end is passed on to all it started.
 *
 * @returns the exit code of the script; for parallel, that of the merge
 */
export async function startEngine(start: EngineStart): Promise<number> {
  const { name, engine, folder, env, signal, onOutput, onErrors } = start;
  requireEngine(name, engine);
  const script = `${folder}/${engine.start?.script ?? ''}`;
  const { child, ended } = await startProgram(
    { program: 'bash', arguments: [script], env },
    { isDetached: true },
  );
  child.stdin.end();
  const [output, errors] = [new StringDecoder(), new StringDecoder()];
  child.stdout.on('data', (chunk: Buffer) => onOutput(output.write(chunk)));
  child.stderr.on('data', (chunk: Buffer) => onErrors(errors.write(chunk)));
  const end = (): void => {
    if (child.pid !== undefined) endGroup(child.pid);
  };
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const { exitCode } = await ended;
  signal.removeEventListener('abort', end);
  return exitCode ?? 70;
}

/** Parts keep what they have measured when they are asked to end. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}
