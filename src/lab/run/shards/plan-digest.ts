import { createHash } from 'node:crypto';
import { defined } from '../../../base/primitives/defined.ts';
import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import { firstDifference } from '../../../base/primitives/shards/first-difference.ts';
import type { RunHeader } from '../journal/run-header.ts';
import type { ShardHeader } from './shard-header.ts';

/** What decides which processes a run has, what they count, and which shard runs them. */
export type PlanInputs = Pick<RunHeader, 'configuration' | 'cells'> & {
  readonly mapswell: string;
} & Pick<ShardHeader, 'kernel' | 'costs' | 'count' | 'startAtMs'>;

/** sha256 of a plan in hexadecimal: equal for every shard of one run, on every machine. */
export function planDigest(inputs: PlanInputs): string {
  return createHash('sha256').update(canonicalJson(inputs)).digest('hex');
}

/** The plan that a shard belongs to. */
export function planInputs(
  header: RunHeader,
  { kernel, costs, count, startAtMs }: ShardHeader,
): PlanInputs {
  const { configuration, cells, environment } = header;
  return {
    configuration,
    cells,
    mapswell: environment.mapswell,
    kernel,
    count,
    ...defined({ costs, startAtMs }),
  };
}

/** The first thing in which two plans differ, as `configuration.seed: 1 and 2`. */
export function planDifference(one: PlanInputs, other: PlanInputs): string {
  return firstDifference(one, other) ?? 'nothing';
}
