import type { Shard } from '../../../base/primitives/shards/shard.ts';
import type { Trace } from '../../trace/trace.ts';
import type { JudgedCase } from '../evaluate/judged-case.ts';
import type { StepWatch } from '../evaluate/pace.ts';
import { seriesHash } from '../evaluate/split-series.ts';
import { searchInParallel } from '../search/search-in-parallel.ts';
import type { FamilyTally } from '../search/search-families.ts';
import { settingGrid } from '../search/setting-family.ts';
import { casesOfTrace, deploymentCases } from './cases-of.ts';
import type { FleetSurvey } from './fleet-survey.ts';

/** What is scored. */
export interface ScoreTask extends StepWatch, Omit<FleetSurvey, 'series'> {
  /** Series of the part to fit: all of them, or those of the shard. */
  readonly fit: readonly Trace[];
  /** `null` for everything at once. */
  readonly shard: Shard | null;
  readonly leadMinutes: number;
  readonly seed: number;
  readonly threads?: number;
}

/** Whether a series to fit is one of a shard's: by its name alone, as its part is. */
export function isOfShard(id: string, { index, count }: Shard): boolean {
  return seriesHash(id) % count === index - 1;
}

/** Scores every setting of every detector on series to fit, and on deployments with their noise. */
export async function scoreFleet({
  fit,
  shard,
  leadMinutes,
  seed,
  threads,
  ...survey
}: ScoreTask): Promise<readonly FamilyTally[]> {
  const { lenders, onStep, signal } = survey;
  const families = settingGrid(survey.slopesPerStep);
  const isWanted = (index: number): boolean =>
    shard === null || index % shard.count === shard.index - 1;
  const deployments = [...deploymentBatches()];
  const total = fit.length + deployments.length;
  const watch = {
    onCounted: (done: number) => onStep?.({ phase: 'searching', done, total }),
    ...(signal === undefined ? {} : { signal }),
  };
  return await searchInParallel({ families, leadMinutes }, batches(), threads, watch);

  function* batches(): Generator<readonly JudgedCase[]> {
    for (const trace of fit) yield casesOfTrace(trace, seed);
    yield* deployments;
  }

  function* deploymentBatches(): Generator<readonly JudgedCase[]> {
    for (const judged of deploymentCases(lenders, seed, isWanted)) yield [judged];
  }
}
