import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import { mapswellVersion } from '../../../base/primitives/mapswell-version.ts';
import { firstDifference } from '../../../base/primitives/shards/first-difference.ts';
import type { Provenance } from '../calibration/calibration.ts';
import type { FleetSurvey } from '../calibration/fleet-survey.ts';
import { settingGrid } from '../search/setting-family.ts';

/** What decides the scores of a fleet: equal in every shard, or they are no parts of one whole. */
export interface ScorePlan {
  readonly mapswell: string;
  readonly count: number;
  readonly leadMinutes: number;
  readonly seed: number;
  readonly slopesPerStep: readonly number[];
  /** sha256 of all settings that are tried. */
  readonly grid: string;
  readonly series: Provenance['series'];
}

/** The plan of a fleet in so many shards. */
export function scorePlan(
  { series, slopesPerStep }: Pick<FleetSurvey, 'series' | 'slopesPerStep'>,
  asked: Pick<ScorePlan, 'count' | 'leadMinutes' | 'seed'>,
): ScorePlan {
  const grid = sha256(settingGrid(slopesPerStep));
  return { mapswell: mapswellVersion(), ...asked, slopesPerStep, grid, series };
}

/** sha256 of a plan in hexadecimal. */
export function scorePlanDigest(plan: ScorePlan): string {
  return sha256(plan);
}

function sha256(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

/** The first thing in which another plan differs from one, in words; `null` where they are equal. */
export function scorePlanDifference(one: ScorePlan, other: ScorePlan): string | null {
  const { series, ...rest } = one;
  const { series: otherSeries, ...otherRest } = other;
  return differingSeries(series, otherSeries) ?? firstDifference(rest, otherRest);
}

/** Names the series: a place in a list of thousands says nothing. */
function differingSeries(one: ScorePlan['series'], other: ScorePlan['series']): string | null {
  const digests = new Map(other.map(({ id, digest }) => [id, digest]));
  for (const { id, digest } of one) {
    const known = digests.get(id);
    if (known === undefined) return `it has no series ${id}`;
    if (known !== digest) return `the samples of the series ${id} are others`;
    digests.delete(id);
  }
  const [more] = digests.keys();
  return more === undefined ? null : `it has a series ${more} more`;
}
