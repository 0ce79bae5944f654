import test, { type ExecutionContext } from 'ava';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { goHere } from '../../../support/go-here.ts';
import { goLiveProgram, startGoLive, wantsAllBuilds } from '../../../support/go-live.ts';
import { compareWithTruth, type ZooFact } from './zoo-truth.ts';

interface Truth {
  readonly maps: readonly Omit<ZooFact, 'where'>[];
  readonly decoys: readonly string[];
}

const maps = 60;

function check(
  t: ExecutionContext,
  truth: Truth,
  seen: readonly LiveMap[],
  isStill: boolean,
): void {
  const decoys = new Set(truth.decoys.map(Number));
  const taken = seen.filter(({ address }) => decoys.has(Number(address)));
  t.deepEqual(
    taken.map(({ address, figures }) => [address, figures.entries, figures.bytes.held]),
    [],
  );
  const facts = truth.maps.map((fact, index) => ({ ...fact, where: `map ${index}` }));
  const { found, wrong } = compareWithTruth(
    facts,
    seen,
    [],
    (fact, entries) => !isStill || fact.len === entries,
  );
  t.deepEqual(wrong, []);
  t.is(found, maps);
}

for (const minor of wantsAllBuilds ? [19, 22, 23, 24, 25, 26, 27] : [22, 27]) {
  test(`100,000 structs that look like headers are no maps to Go 1.${minor}, at rest and while it writes`, async (t) => {
    const go = await goHere(t, minor);
    if (go === null) return;
    const program = await startGoLive(t, await goLiveProgram(go, 'decoys'));
    const attachment = openGoProcess(identifyProcess(program.pid));
    t.teardown(() => attachment.close());
    const truthNow = async (): Promise<Truth> => JSON.parse(await program.ask('truth'));
    const truth = await truthNow();
    t.is(truth.decoys.length, 100_000);
    check(t, truth, await attachment.discover(), true);
    await program.ask('write');
    for (let round = 0; round < 3; round++) check(t, truth, await attachment.discover(), false);
    await program.ask('rest');
    check(t, await truthNow(), await attachment.discover(), true);
  });
}
