import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import type { RunHeader } from '../journal/run-header.ts';
import type { ShardHeader } from './shard-header.ts';

/** What decides which processes a run has, what they count, and which shard runs them. */
export type PlanInputs = Pick<RunHeader, 'configuration' | 'cells'> & {
  readonly mapswell: string;
} & Pick<ShardHeader, 'kernel' | 'costs' | 'count'>;

/** sha256 of a plan in hexadecimal: equal for every shard of one run, on every machine. */
export function planDigest(inputs: PlanInputs): string {
  return createHash('sha256').update(canonicalJson(inputs)).digest('hex');
}

/** The plan that a shard belongs to. */
export function planInputs(header: RunHeader, { kernel, costs, count }: ShardHeader): PlanInputs {
  const { configuration, cells, environment } = header;
  return {
    configuration,
    cells,
    mapswell: environment.mapswell,
    kernel,
    count,
    ...(costs === undefined ? {} : { costs }),
  };
}

/** The first thing in which two plans differ, as `configuration.seed: 1 and 2`. */
export function planDifference(one: PlanInputs, other: PlanInputs): string {
  return differenceAt(one, other, '') ?? 'nothing';
}

function differenceAt(one: unknown, other: unknown, path: string): string | null {
  if (isObject(one) && isObject(other)) {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)].toSorted())) {
      const below = differenceAt(
        Reflect.get(one, key),
        Reflect.get(other, key),
        path === '' ? key : `${path}.${key}`,
      );
      if (below !== null) return below;
    }
    return null;
  }
  return one === other ? null : `${path}: ${shown(one)} and ${shown(other)}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
