import { resolve } from 'node:path';
import type { AdviseOptions } from '../../live/advise/advise.ts';
import { readRecordedProcess } from './read-recorded-process.ts';
import { readRecordedRun } from './read-recorded-run.ts';

interface FigureFlags {
  readonly profile?: string | undefined;
  readonly live?: string | undefined;
  readonly record?: string | undefined;
}

/**
 * What `--profile`, `--live` or `--record` tell of the maps; at most one of them is given.
 *
 * @throws SandboxError `input` for a file that is not what its flag takes
 */
export async function readAdviceFigures(
  { profile, live, record }: FigureFlags,
  cwd: string,
): Promise<Pick<AdviseOptions, 'profile' | 'live' | 'run'>> {
  if (profile !== undefined) {
    const { loadHeapProfile } = await import('../../live/attach/pprof/load-heap-profile.ts');
    const isAddress = /^https?:/.test(profile);
    return { profile: await loadHeapProfile(isAddress ? profile : resolve(cwd, profile)) };
  }
  if (live !== undefined) return { live: await readRecordedProcess(resolve(cwd, live)) };
  if (record === undefined) return {};
  const recorded = await readRecordedRun(resolve(cwd, record));
  return recorded.kind === 'run' ? { run: recorded.cells } : { live: recorded.process };
}
