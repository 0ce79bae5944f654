import { resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { RunHead } from '../../lab/record/run-record.ts';
import { otherMachine } from '../../lab/verify/speed/same-machine.ts';
import type { ReportExtras } from '../../report/run/render-report.ts';
import type { CliContext } from '../io/cli-io.ts';

/** What the flag says that names speeds to quote. */
export const speedSummary =
  'speeds beside real Go to quote, as "mapswell verify --speed --out" writes them on this machine';

/**
 * Reads the speeds that a run is to quote, before anything is measured: a file that is none must not cost it
 * its report.
 *
 * @throws SandboxError `input` when it cannot be read, `usage` beside a part of a run
 */
export async function speedOfRun(
  { speed, shard }: { readonly speed: string | undefined; readonly shard: unknown },
  { cwd }: Pick<CliContext, 'cwd'>,
): Promise<Pick<ReportExtras, 'speed'>> {
  if (speed === undefined) return {};
  if (shard !== undefined)
    throw new SandboxError(
      'usage',
      '--shard runs a part, which has no report: expected no --speed beside it',
    );
  const { readSpeed } = await import('../../lab/verify/speed/speed-file.ts');
  return { speed: await readSpeed(resolve(cwd, speed)) };
}

/** Says why speeds that somebody named are not in the report. */
export function sayUnquoted(
  record: RunHead,
  { speed }: Pick<ReportExtras, 'speed'>,
  { stderr }: Pick<CliContext, 'stderr'>,
): void {
  if (speed === undefined) return;
  const why = otherMachine(record, speed);
  if (why !== null)
    stderr.write(
      `note: the speeds were not measured where the run was, and are not quoted: ${why}\n`,
    );
}
