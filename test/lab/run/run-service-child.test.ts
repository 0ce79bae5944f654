import { existsSync } from 'node:fs';
import test from 'ava';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { planRun } from '../../../src/lab/run/plan/plan-run.ts';
import { runServiceChild } from '../../../src/lab/run/run-service-child.ts';
import type { CellMessage } from '../../../src/lab/subjects/cell-message.ts';
import { readCellMessage } from '../../../src/lab/subjects/read-cell-message.ts';
import type { ChildResult } from '../../../src/lab/sandbox/child/start-child.ts';
import { inserts, makeCell } from '../../support/make-cell.ts';
import { serveMap } from '../../support/serve-map.ts';

async function run(cell: Cell): Promise<{ child: ChildResult; final: CellMessage | undefined }> {
  const said: CellMessage[] = [];
  const child = await runServiceChild({
    cell,
    arenaLimit: 64 * 2 ** 20,
    timeLimitMs: 60_000,
    signal: new AbortController().signal,
    onMessage: (message) => said.push(readCellMessage(message)),
  });
  return { child, final: said.at(-1) };
}

test('The service runs inside the limits of its cell, the generator outside, and both are gone after', async (t) => {
  const cell = makeCell({ target: 'http', http: { connections: 4 } }, inserts(300));
  const { child, final } = await run(cell);
  if (final?.kind !== 'timed' || final.measurement === null) {
    t.fail(`expected a measurement, got ${JSON.stringify(final)}`);
    return;
  }
  t.deepEqual(final.outcome, { kind: 'completed' });
  t.deepEqual(child.ending, { kind: 'exited', exitCode: 0 });
  t.deepEqual(child.limits.asked, cell.limits);
  const { http } = final.measurement;
  t.is(http?.requests, 300);
  t.deepEqual(
    http?.growths.map(({ toBuckets }) => toBuckets),
    [2, 4, 8, 16, 32, 64],
  );
  // The process that was watched is the one in the limits, and it has ended.
  t.true((http?.watched?.peakRssBytes ?? 0) <= child.usage.peakRssBytes * 1.1);
  t.false(existsSync(`/proc/${http?.watched?.pid}`));
});

test('A service that runs already is loaded as it is, and goes on', async (t) => {
  const service = await serveMap(t, { map: 'go1.26' });
  const cell = makeCell({ target: 'http', http: { url: service.url } }, inserts(50));
  const { child, final } = await run(cell);
  t.is(final?.kind === 'timed' ? final.measurement?.http?.requests : undefined, 50);
  for (const { remark } of [child.limits.memoryBytes, child.limits.cpus])
    t.regex(remark, /^of the generator; what answers at the url is in no limit of this run/);
  t.is(service.map.stats().entries, 50);
});

test('What cannot be counted exactly has no exact pass', (t) => {
  const cells = [
    makeCell({ id: 'module', target: 'module', module: 'x.ts' }, []),
    makeCell({ id: 'http', target: 'http' }, []),
  ];
  const exact = planRun(cells, 1).filter(({ kind }) => kind === 'exact');
  t.deepEqual(
    exact.map((planned) => ('cellId' in planned ? planned.cellId : '')),
    ['http', 'http'],
  );
});
