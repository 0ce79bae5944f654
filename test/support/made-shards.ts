import type { Cell } from '../../src/lab/config/cell.ts';
import type { Environment } from '../../src/lab/record/environment.ts';
import type { RunRecord } from '../../src/lab/record/run-record.ts';
import type { ProcessResult } from '../../src/lab/run/journal/process-result.ts';
import type { RunHeader } from '../../src/lab/run/journal/run-header.ts';
import { planRun } from '../../src/lab/run/plan/plan-run.ts';
import { type PlannedProcess, processKey } from '../../src/lab/run/plan/planned-process.ts';
import { assignShards } from '../../src/lab/run/shards/assign-shards.ts';
import { planDigest, planInputs } from '../../src/lab/run/shards/plan-digest.ts';
import { countDigest, type ShardAttempt, wallMsOf } from '../../src/lab/run/shards/read-shard.ts';
import type { ShardHeader } from '../../src/lab/run/shards/shard-header.ts';

/** The shards that machines would have made of a run; `environmentOf` says on which each ran. */
export function shardsOf(
  record: RunRecord,
  count: number,
  environmentOf: (index: number) => Partial<Environment> = () => ({}),
): readonly ShardAttempt[] {
  const cells = record.cells.map(({ cell }) => cell);
  const plan = planRun(cells, record.configuration.seed);
  const { shardOf } = assignShards(plan, cells, count);
  return Array.from({ length: count }, (_, at) => {
    const own = plan.filter((planned) => shardOf.get(processKey(planned)) === at + 1);
    return attempt(record, cells, own, { index: at + 1, count }, environmentOf(at + 1));
  });
}

function attempt(
  record: RunRecord,
  cells: readonly Cell[],
  own: readonly PlannedProcess[],
  place: Pick<ShardHeader, 'index' | 'count'>,
  environment: Partial<Environment>,
): ShardAttempt {
  const header: RunHeader = {
    kind: 'mapswell-journal',
    version: 1,
    id: `part-${place.index}`,
    startedAt: record.startedAt,
    environment: { ...record.environment, ...environment },
    configuration: record.configuration,
    cells,
  };
  const unsigned = { ...place, kernel: 'a'.repeat(64), digest: '' };
  const shard = { ...unsigned, digest: planDigest(planInputs(header, unsigned)) };
  const results = new Map(
    own.map((planned) => [processKey(planned), resultOf(record, planned)] as const),
  );
  return {
    path: `shards/${place.index}`,
    header: { ...header, shard },
    shard,
    ...ofResults(results),
    parts: [{ startedAt: record.startedAt, finishedAt: record.finishedAt }],
    isComplete: true,
    wholeBytes: 0,
  };
}

/** What reading a shard with these results says of them. */
export function ofResults(
  results: ReadonlyMap<string, ProcessResult>,
): Pick<ShardAttempt, 'results' | 'digestOf' | 'wallMs'> {
  return {
    results,
    digestOf: (key) => {
      const result = results.get(key);
      return result === undefined ? null : countDigest(result);
    },
    wallMs: [...results.values()].reduce((sum, result) => sum + wallMsOf(result), 0),
  };
}

function resultOf(record: RunRecord, planned: PlannedProcess): ProcessResult {
  if (planned.kind === 'yardstick') {
    const run = record.yardstick.find(({ round }) => round === planned.round);
    if (run === undefined) throw new Error(`no yardstick of round ${planned.round}`);
    return { kind: 'yardstick', run };
  }
  const cell = record.cells.find((one) => one.cell.id === planned.cellId);
  const exact = planned.kind === 'exact' ? cell?.exact[planned.repeat - 1] : undefined;
  if (planned.kind === 'exact' && exact !== undefined)
    return { kind: 'exact', cellId: planned.cellId, repeat: planned.repeat, run: exact };
  const timed = planned.kind === 'timed' ? cell?.rounds[planned.round] : undefined;
  if (timed === undefined) throw new Error(`the record has no ${processKey(planned)}`);
  return { kind: 'timed', cellId: planned.cellId, run: timed };
}
