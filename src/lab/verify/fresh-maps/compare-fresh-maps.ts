import type { FillJob, RealFill } from './fill-real-maps.ts';
import { type FillFigures, figuresOf } from '../figure-sums.ts';
import type { FreshMapCase } from './fresh-map-cases.ts';
import { judgeMean, type MeanVerdict, meanTolerance } from '../judge-mean.ts';
import {
  mapsOfCloserLook,
  type ReferenceSample,
  sampleReferences,
  sampleReferencesAgain,
} from './sample-references.ts';

/** What real and reference maps of one case took, and whether that is the same. */
export interface CaseResult {
  readonly name: string;
  readonly real: FillFigures;
  readonly modelled: FillFigures;
  readonly verdicts: Readonly<Record<keyof FillFigures, MeanVerdict>>;
  /** Inserts that grew a map; `null` where they are not compared. */
  readonly growths: {
    readonly real: readonly number[];
    readonly modelled: readonly number[];
  } | null;
}

/** Fills real maps: one answer per job. */
export type FillReal = (jobs: readonly FillJob[]) => Promise<readonly RealFill[]>;

/** Small objects that the runtime itself allocates in a job, for its garbage collector and timers. */
const runtimeAllocations = 8;
/** Entries of a job whose maps are small, so that what else a program allocates does not count. */
const leastEntries = 100_000;

interface Look {
  readonly tested: FreshMapCase;
  readonly reference: ReferenceSample;
  readonly real: readonly RealFill[];
  /** Real maps of each of the jobs. */
  readonly copies: number;
}

/**
 * Compares what real and reference maps took. A case whose means are further apart than 0.2 % is looked
 * at again, with many more maps on both sides and seeds that were not used before, and the second look
 * decides: a table that splits in one map of hundreds counts for much in a few maps, for little in many.
 */
export async function compareFreshMaps(
  cases: readonly FreshMapCase[],
  fillReal: FillReal,
  signal?: AbortSignal,
): Promise<readonly CaseResult[]> {
  const first: Request[] = [];
  for (const tested of cases) {
    const reference = await sampleReferences(tested.fill, tested.operations, signal);
    first.push({ tested, reference, copies: copiesFor(tested.entries, reference), jobs: 1 });
  }
  const looks = await lookAt(first, fillReal);
  const second: Request[] = [];
  for (const look of looks) second.push(...(await closerLook(look, signal)));
  const closer = await lookAt(second, fillReal);
  const latest = new Map([...looks, ...closer].map((look) => [look.tested, look]));
  return [...latest.values()].map(resultOf);
}

type Request = Omit<Look, 'real'> & { readonly jobs: number };

async function lookAt(requests: readonly Request[], fillReal: FillReal): Promise<readonly Look[]> {
  const jobs = requests.flatMap(({ tested: { way, entries, hint }, copies, jobs: count }) =>
    Array.from({ length: count }, () => ({ way, entries, hint, copies })),
  );
  const answers = jobs.length === 0 ? [] : [...(await fillReal(jobs))];
  return requests.map(({ jobs: count, ...request }) => ({
    ...request,
    real: answers.splice(0, count),
  }));
}

/** None where the means are close, or where it would show no more maps than the first look. */
async function closerLook(look: Look, signal?: AbortSignal): Promise<readonly Request[]> {
  const { tested, reference, copies } = look;
  const verdicts = Object.values(resultOf(look).verdicts);
  const isDifferent = verdicts.some(({ isEqual }) => !isEqual);
  const maps = Math.max(reference.maps, mapsOfCloserLook(tested.operations, isDifferent));
  const isClose = verdicts.every(({ share }) => share <= meanTolerance);
  if (isClose || (!isDifferent && maps === reference.maps)) return [];
  const fresh = await sampleReferencesAgain(tested.fill, maps, reference.maps, signal);
  // As many maps in each job as in the first look, because a job holds all of them at once.
  return [{ tested, reference: fresh, copies, jobs: Math.ceil(maps / copies) }];
}

function resultOf({ tested, reference, real, copies }: Look): CaseResult {
  const mean = figuresOf(
    (figure) => real.reduce((sum, fill) => sum + fill[figure], 0) / real.length,
  );
  const verdicts = figuresOf((figure) =>
    judgeMean({
      real: mean[figure],
      realMaps: copies * real.length,
      modelled: reference.mean[figure],
      modelledMaps: reference.maps,
      deviation: reference.deviation[figure],
      foreign: figure === 'allocations' ? runtimeAllocations / copies : tested.foreignBytes,
    }),
  );
  const growths =
    tested.growths === null ? null : { real: real[0]?.growths ?? [], modelled: tested.growths };
  return { name: tested.name, real: mean, modelled: reference.mean, verdicts, growths };
}

/** Small maps are many. */
function copiesFor(entries: number, { maps }: ReferenceSample): number {
  return Math.max(maps, Math.ceil(leastEntries / Math.max(1, entries)));
}
