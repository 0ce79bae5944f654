import { defined } from '../../../base/primitives/defined.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';
import { buildGoProgram } from './build-go-program.ts';
import { cacheFolder } from './cache-folder.ts';
import { findGo } from './find-go.ts';
import { goEnvironment } from './go-toolchain.ts';

/** What to read, and for how long. */
export interface GoTypesCall {
  /** Whole paths of Go files and folders. */
  readonly paths: readonly string[];
  readonly withTests: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal;
}

/** What the helper printed, a line for each package, and of which Go it is. */
export interface GoTypesText {
  readonly go: string;
  readonly text: string;
  /** Why packages may be missing; `null` where it came to its end. */
  readonly problem: string | null;
}

/**
 * Reads types with the go/types of a Go on this machine: nothing is downloaded, and of the source nothing is built.
 *
 * @returns `null` where there is no Go
 * @throws SandboxError `environment` where the helper does not build
 */
export async function runGoTypes(call: GoTypesCall): Promise<GoTypesText | null> {
  const { paths, withTests, env, timeLimitMs } = call;
  const signal = defined({ signal: call.signal });
  const go = await findGo({ env });
  if (go === null) return null;
  const program = await buildGoProgram({ name: 'types' }, { go, env, ...signal });
  const { exitCode, isTimedOut, stdout, stderrTail } = await runProgram({
    program,
    arguments: [...(withTests ? ['-tests'] : []), ...paths],
    env: goEnvironment(env, go.root, cacheFolder(env)),
    timeLimitMs,
    ...signal,
  });
  call.signal?.throwIfAborted();
  const problem = isTimedOut
    ? `it did not end within ${timeLimitMs / 1000} s`
    : exitCode === 0
      ? null
      : `it ended with ${exitCode}: ${stderrTail.trim().slice(-300)}`;
  return { go: go.version, text: stdout.toString(), problem };
}
