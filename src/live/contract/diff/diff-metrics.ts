import type { ResolvedMetric } from '../document/resolve-contract.ts';
import { additive, breaking, type ContractChange, limitChange } from './contract-change.ts';

/** What became of the promised metrics. Labels count in both directions: joins and sums break by either. */
export function diffMetrics(
  before: readonly ResolvedMetric[],
  after: readonly ResolvedMetric[],
): readonly ContractChange[] {
  const [old, now] = [byName(before), byName(after)];
  const removed = before.filter(({ name }) => !now.has(name));
  const added = after.filter(({ name }) => !old.has(name));
  return [
    ...removed.map((metric) => removedMetric(metric, added)),
    ...added.map(({ name }) => additive(`metric-added:${name}`, `${name} is new`)),
    ...before.flatMap((metric) => {
      const same = now.get(metric.name);
      return same === undefined ? [] : diffMetric(metric, same);
    }),
  ];
}

function byName(metrics: readonly ResolvedMetric[]): ReadonlyMap<string, ResolvedMetric> {
  return new Map(metrics.map((metric) => [metric.name, metric]));
}

/** What looks like a new name is said, but not relied on. */
function removedMetric(metric: ResolvedMetric, added: readonly ResolvedMetric[]): ContractChange {
  const alike = added.filter(
    ({ type, labels }) =>
      type === metric.type && Object.keys(labels).join() === Object.keys(metric.labels).join(),
  );
  const [only] = alike;
  const hint = alike.length === 1 && only !== undefined ? `; is it ${only.name} now?` : '';
  return breaking(`metric-removed:${metric.name}`, `${metric.name} is gone${hint}`);
}

function diffMetric(before: ResolvedMetric, after: ResolvedMetric): readonly ContractChange[] {
  const { name } = before;
  const changes: ContractChange[] = [];
  if (before.type !== after.type)
    changes.push(
      breaking(`type-changed:${name}`, `${name} was a ${before.type} and is a ${after.type}`),
    );
  if (before.unit !== after.unit)
    changes.push(
      before.unit === undefined
        ? additive(`unit-added:${name}`, `${name} is in ${after.unit}`)
        : breaking(
            `unit-changed:${name}`,
            `${name} was in ${before.unit} and is in ${after.unit ?? 'no unit'}`,
          ),
    );
  if (before.optional !== after.optional)
    changes.push(
      after.optional
        ? breaking(`metric-optional:${name}`, `${name} may be missing now`)
        : additive(`metric-required:${name}`, `${name} is always there now`),
    );
  changes.push(
    ...limitChange(`maxSeries of ${name}`, before.maxSeries ?? null, after.maxSeries ?? null),
  );
  return [...changes, ...diffLabels(name, before.labels, after.labels)];
}

type Labels = ResolvedMetric['labels'];

function diffLabels(name: string, before: Labels, after: Labels): readonly ContractChange[] {
  const removed = Object.keys(before).filter((label) => !Object.hasOwn(after, label));
  const added = Object.keys(after).filter((label) => !Object.hasOwn(before, label));
  return [
    ...removed.map((label) =>
      breaking(`label-removed:${name}/${label}`, `${name} has no label ${label} any more`),
    ),
    ...added.map((label) =>
      breaking(`label-added:${name}/${label}`, `${name} has a new label ${label}`),
    ),
    ...Object.entries(before).flatMap(([label, values]) => {
      const now = after[label];
      return now === undefined ? [] : diffValues(name, label, values, now);
    }),
  ];
}

function diffValues(
  name: string,
  label: string,
  before: 'any' | readonly string[],
  after: 'any' | readonly string[],
): readonly ContractChange[] {
  const where = `${name}/${label}`;
  if (before === 'any')
    return after === 'any'
      ? []
      : [additive(`label-closed:${where}`, `${label} of ${name} has known values now`)];
  if (after === 'any')
    return [breaking(`label-opened:${where}`, `${label} of ${name} may have any value now`)];
  return [
    ...before
      .filter((value) => !after.includes(value))
      .map((value) =>
        breaking(
          `label-value-removed:${where}=${value}`,
          `${label} of ${name} is never ${JSON.stringify(value)} any more`,
        ),
      ),
    ...after
      .filter((value) => !before.includes(value))
      .map((value) =>
        additive(
          `label-value-added:${where}=${value}`,
          `${label} of ${name} may be ${JSON.stringify(value)} now`,
        ),
      ),
  ];
}
