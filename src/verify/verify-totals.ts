import { createKernel } from '../map/kernel.ts';
import { formatCount } from '../primitives/format-count.ts';
import type { GoBuild } from '../target/go/build-go-program.ts';
import { FieldTally } from './field-tally.ts';
import { fillRealMaps, type RealFill } from './fill-real-maps.ts';
import {
  type FillFigures,
  fillFigureNames,
  fillReferences,
  type ReferenceFills,
} from './reference-fills.ts';
import { type TypePair, typePairs } from './type-pairs.ts';
import type { ComparedField, VerifyListener } from './verification.ts';

const sizes: readonly number[] = [8, 100, 1000, 10_000, 100_000, 1_000_000];
const tolerance = 0.002;
/** A mean is not the expectation: what chance alone explains is no difference. */
const standardErrors = 5;
/** Small objects that the runtime itself allocates in a run, for its garbage collector and timers. */
const runtimeAllocations = 8;
const rule = 'means within 0.2 %';

const titles: Readonly<Record<keyof FillFigures, string>> = {
  allocatedBytes: 'bytes allocated, mean',
  allocations: 'allocations, mean',
  heldBytes: 'bytes held after GC, mean',
};

interface Job {
  readonly entries: number;
  readonly hint: number;
  readonly reference: ReferenceFills;
}

/**
 * Fills fresh maps of several types and sizes in real Go, with the hash that it uses by default, and
 * compares means with those of reference maps.
 *
 * @throws SandboxError `environment` when a program does not build or fails
 */
export async function verifyTotals(
  build: GoBuild,
  onDoing: VerifyListener,
  pairs: readonly TypePair[] = typePairs,
): Promise<readonly ComparedField[]> {
  const tally = new FieldTally(`${build.go.version}, fresh maps`);
  const largest: Record<keyof FillFigures, string> & { by: Record<string, number> } = {
    allocatedBytes: '',
    allocations: '',
    heldBytes: '',
    by: {},
  };
  const kernel = createKernel();
  for (const pair of pairs) {
    const type = `map[${pair.key.type}]${pair.value}`;
    onDoing(`filling ${type} in ${build.go.version}`);
    const jobs = sizes
      .filter((entries) => entries <= pair.largest)
      .flatMap((entries) =>
        (entries > 8 ? [0, entries] : [0]).map((hint) => ({
          entries,
          hint,
          reference: fillReferences(kernel, { minor: build.go.minor, pair, entries, hint }),
        })),
      );
    const real = await fillRealMaps(
      pair,
      jobs.map((job) => ({ ...job, copies: copiesFor(job.entries, job.reference) })),
      build,
    );
    for (const [index, job] of jobs.entries()) {
      const found = real[index];
      if (found === undefined) continue;
      const name = `${type}, ${formatCount(job.entries)} entries${job.hint > 0 ? ' hinted' : ''}`;
      compareGrowths(tally, name, job, found);
      for (const figure of fillFigureNames) {
        const share = compareMean(tally, name, figure, job, found[figure]);
        if (share <= (largest.by[figure] ?? 0)) continue;
        largest.by[figure] = share;
        largest[figure] = `largest ${(share * 100).toFixed(3)} %: ${name}`;
      }
    }
  }
  for (const figure of fillFigureNames)
    tally.remark(titles[figure], largest[figure] === '' ? 'all identical' : largest[figure]);
  return tally.fields();
}

function compareGrowths(tally: FieldTally, name: string, job: Job, real: RealFill): void {
  const modelled = job.reference.growths.join(', ');
  const found = real.growths.join(', ');
  const difference = modelled === found ? null : `${name}: real at ${found}, model at ${modelled}`;
  tally.add('inserts that grow the map', difference);
}

/** The deviation of the means, as a share. */
function compareMean(
  tally: FieldTally,
  name: string,
  figure: keyof FillFigures,
  { entries, reference }: Job,
  real: number,
): number {
  const { mean, deviation, maps } = reference;
  const expected = mean[figure];
  const share = Math.abs(real - expected) / expected;
  // Both means are of that many maps.
  const chance = (standardErrors * deviation[figure] * Math.SQRT2) / Math.sqrt(maps) / expected;
  const foreign =
    figure === 'allocations' ? runtimeAllocations / copiesFor(entries, reference) / expected : 0;
  const difference =
    share <= Math.max(tolerance, chance + foreign)
      ? null
      : `${name}: real ${real.toFixed(1)}, model ${expected.toFixed(1)}, ${(share * 100).toFixed(2)} % apart where chance explains ${(chance * 100).toFixed(2)} %`;
  tally.add(titles[figure], difference, rule);
  return share;
}

/** Small maps are many, so that what else a program allocates does not count. */
function copiesFor(entries: number, { maps }: ReferenceFills): number {
  return Math.max(maps, Math.ceil(100_000 / Math.max(1, entries)));
}
