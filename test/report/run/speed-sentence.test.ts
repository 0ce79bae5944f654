import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import type { SpeedReport } from '../../../src/lab/verify/speed/speed-report.ts';
import type { Phase } from '../../../src/lab/workload/workload.ts';
import { speedSentence } from '../../../src/report/run/figures/speed-sentence.ts';
import { madeSpeed } from '../../support/made-speed.ts';
import { makeRecord } from '../../support/make-record.ts';

const inserts: Phase = {
  name: 'fill',
  operationsPerWriter: 1000,
  mix: { insert: 1 },
  keys: { kind: 'sequential' },
};

function runOf(cell: Partial<Cell> = {}, phases: readonly Phase[] = [inserts]): RunRecord {
  const record = makeRecord([{ id: 'x', run: { inserts: 1000 }, cell }]);
  const [only] = record.cells;
  if (only === undefined) return record;
  const workload = { ...only.cell.workload, phases };
  return { ...record, cells: [{ ...only, cell: { ...only.cell, workload } }] };
}

function sentence(run: RunRecord, speed: SpeedReport | undefined = madeSpeed()): string | null {
  const [cell] = run.cells;
  return cell === undefined ? null : speedSentence(cell, run, speed);
}

test('speeds that were measured where the run was are quoted, for the workload that is most like it', (t) => {
  t.is(
    sentence(runOf()),
    'On this machine the reference map takes 0.90 times as long as Go 1.22.12 for inserts of random keys (0.80 to 1.00, measured on 2025-11-22 20:18 UTC).',
  );
  t.regex(
    sentence(runOf(), madeSpeed({ load: 7 })) ?? '',
    /measured on 2025-11-22 20:18 UTC, when the machine was busy\)\.$/,
  );
  t.is(
    sentence(runOf({}, [{ ...inserts, mix: { delete: 1 } }])),
    'On this machine the reference map takes 1.25 times as long as Go 1.22.12 for deletes (measured on 2025-11-22 20:18 UTC).',
  );
});

test('where no workload is like it, the range over all of them is quoted', (t) => {
  const mixed = [{ ...inserts, mix: { insert: 1, lookup: 1 } }];
  t.is(
    sentence(runOf({}, mixed)),
    'On this machine the reference map takes 0.90 to 1.25 times as long as Go 1.22.12 by the workload (2 of them, measured on 2025-11-22 20:18 UTC).',
  );
});

test('nothing is quoted of another machine, another program or another map', (t) => {
  const { environment } = madeSpeed();
  for (const other of [
    { cpuModel: 'Apple M2' },
    { cores: 4 },
    { node: '24.1.0' },
    { mapswell: '0.0.9' },
    { arch: 'arm64' },
  ])
    t.is(sentence(runOf(), madeSpeed({ environment: { ...environment, ...other } })), null);
  t.is(sentence(runOf({ map: 'go1.24' })), null);
  t.is(sentence(runOf({ target: 'go' })), null);
  t.is(sentence(runOf({ target: 'native' })), null);
  t.is(sentence(runOf({ rate: { kind: 'constant', perSecond: 1000 } })), null);
  t.is(sentence(runOf(), madeSpeed({ gos: [] })), null);
  const run = runOf();
  const shard = {
    index: 1,
    count: 1,
    processes: 1,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    environment: run.environment,
  };
  t.not(sentence({ ...run, shards: [shard] }), null);
  const elsewhere = { ...run.environment, cpuModel: 'Apple M2' };
  t.is(sentence({ ...run, shards: [shard, { ...shard, environment: elsewhere }] }), null);
});
