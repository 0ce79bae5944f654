import test from 'ava';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { goHere } from '../../../support/go-here.ts';
import {
  goLiveProgram,
  plainBuild,
  startGoLive,
  strippedBuild,
  wantsAllBuilds,
} from '../../../support/go-live.ts';

const addresses = (maps: readonly LiveMap[]): readonly string[] =>
  maps.map(({ address }) => address ?? '').toSorted((a, b) => a.localeCompare(b));

for (const minor of wantsAllBuilds ? [19, 22, 23, 24, 25, 26, 27] : [22, 27]) {
  for (const [build, variant] of [
    ['', plainBuild],
    ['stripped ', strippedBuild],
  ] as const) {
    test(`a map of a ${build}program built by Go 1.${minor} whose header is on a stack is seen on request alone`, async (t) => {
      const go = await goHere(t, minor);
      if (go === null) return;
      const { pid } = await startGoLive(t, await goLiveProgram(go, 'stackmap', variant));
      const onHeap = openGoProcess(identifyProcess(pid));
      t.teardown(onHeap.close);
      const withStacks = openGoProcess(identifyProcess(pid), { readsStacks: true });
      t.teardown(withStacks.close);
      const without = await onHeap.discover();
      const all = await withStacks.discover();
      const known = new Set(addresses(without));
      t.is(all.length, without.length + 1);
      const map = all.find(({ address }) => !known.has(address ?? ''));
      t.is(map?.figures.entries, 1234);
      // 6.5 entries for each of 256 buckets; 7 of 8 slots of two tables of 1,024.
      t.is(map?.figures.capacityEntries, minor < 24 ? 1664 : 1792);
      const type = 'map[string]int64';
      if (minor === 19) t.true(map?.candidateTypes.includes(type));
      else t.is(map?.type, type);
      const again = await withStacks.refresh(all);
      t.deepEqual(addresses(again), addresses(all));
      t.deepEqual(addresses(await withStacks.discover()), addresses(all));
    });
  }
}
