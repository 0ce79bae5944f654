import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { attachReport } from '../../live/attach/attach-report.ts';
import type { Followed, MapsLook } from '../../live/attach/follow/followed.ts';
import { soonestRescanMs } from '../../live/attach/follow/follower.ts';
import type { CliContext } from '../io/cli-io.ts';
import { exitCodes } from '../io/exit-code.ts';
import type { AttachFlags } from '../flags/attach-flags.ts';
import { processName } from '../../report/live/live-words.ts';
import { attachTable } from '../text/live/attach-table.ts';
import { rest, untilAborted } from './watch-processes.ts';

/**
 * The maps of processes by two looks, from which the rates come: as a table, or as JSON.
 *
 * Exit code 3 says that maps may be missing, as a note does.
 *
 * @throws SandboxError `invalid` for a process that ended before it was seen
 */
export async function showOnce(
  processes: readonly Followed[],
  flags: Pick<AttachFlags, 'every' | 'top' | 'json' | 'name' | 'scenario' | 'map'>,
  { stdout, stderr, signal, cwd, exitWith }: CliContext,
): Promise<void> {
  const first = await lookAt(processes, signal);
  await rest(flags.every, signal);
  let second = await lookAt(processes, signal);
  if (second.some(mayMiss)) {
    // The next full look may come at a calmer moment.
    await rest(soonestRescanMs, signal);
    second = await lookAt(processes, signal);
  }
  if (signal.aborted) return;
  const looks = processes.flatMap((followed, index) => {
    // One that ended in between was seen all the same.
    const look = second[index] ?? first[index] ?? null;
    if (look !== null) return [{ followed, look }];
    const what = `${processName(followed.process)} ended before it was looked at`;
    if (flags.name === undefined) throw new SandboxError('invalid', what);
    stderr.write(`warning: ${what}\n`);
    return [];
  });
  if (looks.length === 0)
    throw new SandboxError('invalid', 'all of the processes ended before they were looked at');
  if (looks.some(({ look }) => mayMiss(look))) exitWith(exitCodes.invalid);
  const [one] = looks;
  if (flags.scenario !== undefined && one !== undefined) {
    const { writeScenario } = await import('./write-scenario.ts');
    const path = await writeScenario(flags.scenario, flags.map, one.followed, one.look, cwd);
    stderr.write(`Scenario: ${path}\n`);
  }
  if (!flags.json) {
    const tables = looks.map(({ followed: { process }, look }) =>
      attachTable({ process, look, top: flags.top, width: null }),
    );
    stdout.write(tables.join('\n'));
    return;
  }
  const reports = looks.map(({ followed, look }) =>
    attachReport(followed.process, followed.runtime, look, flags.top),
  );
  const document = flags.name === undefined ? reports[0] : reports;
  stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

function mayMiss(look: MapsLook | null): boolean {
  return (look?.missing ?? null) !== null;
}

async function lookAt(
  processes: readonly Followed[],
  signal: AbortSignal,
): Promise<readonly (MapsLook | null)[]> {
  const looks: (MapsLook | null)[] = [];
  for (const followed of processes) {
    const look = signal.aborted ? null : await untilAborted(followed.look(), signal);
    looks.push(look?.kind === 'maps' ? look : null);
  }
  return looks;
}
