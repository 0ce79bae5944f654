import { createKernel } from '../../maps/reference/kernel/kernel.ts';
import type { GoBuild } from '../subjects/go/build-go-program.ts';
import {
  type CaseResult,
  compareFreshMaps,
  type FillReal,
} from './fresh-maps/compare-fresh-maps.ts';
import { FieldTally } from './field-tally.ts';
import { fillRealMaps } from './fresh-maps/fill-real-maps.ts';
import { mapCases, syncMapCases } from './fresh-maps/fresh-map-cases.ts';
import { tallyFreshMaps } from './fresh-maps/tally-fresh-maps.ts';
import { type TypePair, typePairs } from './fresh-maps/type-pairs.ts';
import type { ComparedField, VerifyListener } from './verification.ts';

/**
 * Fills fresh maps of several types and sizes in real Go, with the hash that it uses by default, and
 * compares means with those of reference maps; then the same with a `sync.Map` that is used in
 * several ways.
 *
 * @throws SandboxError `environment` when a program does not build or fails
 */
export async function verifyTotals(
  build: GoBuild,
  onDoing: VerifyListener,
  pairs: readonly TypePair[] = typePairs,
): Promise<readonly ComparedField[]> {
  const { version, minor } = build.go;
  const kernel = createKernel();
  const maps: CaseResult[] = [];
  const syncMaps: CaseResult[] = [];
  for (const pair of pairs) {
    const type = `map[${pair.key.type}]${pair.value}`;
    onDoing(`filling ${type} in ${version}`);
    const fillReal: FillReal = (jobs) => fillRealMaps(pair, jobs, build);
    maps.push(...(await compareFreshMaps(mapCases(kernel, pair, minor), fillReal, build.signal)));
    const used = syncMapCases(kernel, pair, minor);
    if (used.length === 0) continue;
    onDoing(`using a sync.Map of ${pair.key.type} and ${pair.value} in ${version}`);
    syncMaps.push(...(await compareFreshMaps(used, fillReal, build.signal)));
  }
  const tally = new FieldTally(`${version}, fresh maps`);
  tallyFreshMaps(tally, maps);
  tallyFreshMaps(tally, syncMaps, 'sync.Map: ');
  return tally.fields();
}
