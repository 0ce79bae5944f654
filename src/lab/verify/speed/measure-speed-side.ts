import { fileURLToPath } from 'node:url';
import { bundledProgram } from '../../../base/primitives/bundled-program.ts';
import { defined } from '../../../base/primitives/defined.ts';
import { lastLine } from '../../../base/primitives/lines.ts';
import type { Cell } from '../../config/cell.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import type { ChildEnding } from '../../sandbox/child/child-ending.ts';
import { runChild } from '../../sandbox/child/start-child.ts';
import type { CellJob } from '../../subjects/cell-job.ts';
import type { GoToolchain } from '../../subjects/go/go-toolchain.ts';
import { type FinalMessage, readCellMessage } from '../../subjects/read-cell-message.ts';
import type { Workload } from '../../workload/workload.ts';

const cellProcess = fileURLToPath(
  bundledProgram(new URL('../../subjects/cell-process.js', import.meta.url)),
);

/** What a process gave: a measurement, or why there is none. */
export type SpeedSide =
  | { readonly kind: 'measured'; readonly measurement: TimedMeasurement }
  | { readonly kind: 'problem'; readonly reason: string };

function endingText(ending: ChildEnding, stderrTail: string): string {
  if (ending.kind === 'killed') return `the process was ended by ${ending.by}`;
  const said = ending.kind === 'failed' ? ending.message : lastLine(stderrTail);
  return said === '' ? 'the process ended without a result' : said;
}

/** Times one side of a workload in a fresh process, within the limits of its cell. */
export async function measureSpeedSide(
  cell: Cell,
  fill: Workload | null,
  { go, signal }: { readonly go: GoToolchain; readonly signal?: AbortSignal },
): Promise<SpeedSide> {
  const job: CellJob = {
    kind: 'timed',
    cell,
    arenaLimitBytes: null,
    ...defined({ fill: fill ?? undefined }),
  };
  const finals: FinalMessage[] = [];
  const { ending, stderrTail } = await runChild({
    modulePath: cellProcess,
    job,
    limits: cell.limits,
    timeLimitMs: cell.timeLimitMs,
    // It must not find another one of the same version.
    env: { MAPSWELL_GO: go.program },
    onMessage: (message) => {
      const said = readCellMessage(message);
      if (said.kind !== 'state') finals.push(said);
    },
    ...defined({ signal }),
  });
  const [final] = finals;
  if (final?.kind === 'timed' && final.measurement !== null)
    return { kind: 'measured', measurement: final.measurement };
  if (final?.kind === 'timed' || final?.kind === 'failed') {
    const { outcome } = final;
    return { kind: 'problem', reason: 'message' in outcome ? outcome.message : outcome.kind };
  }
  return { kind: 'problem', reason: endingText(ending, stderrTail) };
}
