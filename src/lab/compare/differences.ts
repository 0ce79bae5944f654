import type { Cell } from '../config/cell.ts';
import type { Difference } from './verdict/verdict.ts';
import type { AppliedLimits, RunFigures } from './figures/run-figures.ts';

type Weight = Difference['weight'];

/**
 * What differs between the places of two runs. Only readings that stay the same from boot to boot are
 * looked at: no frequencies, no load.
 */
export function environmentDifferences(
  baseline: RunFigures,
  candidate: RunFigures,
): readonly Difference[] {
  const [a, b] = [fingerprint(baseline), fingerprint(candidate)];
  return a.flatMap(([key, value, weight], index) => {
    const other = b[index]?.[1] ?? '';
    return value === other ? [] : [{ key, baseline: value, candidate: other, weight }];
  });
}

function fingerprint({
  environment,
  configuration,
}: RunFigures): readonly [string, string, Weight][] {
  const [nodeMajor = ''] = environment.node.replace(/^v/, '').split('.');
  return [
    ['environment.arch', environment.arch, 'hard'],
    ['environment.platform', environment.platform, 'hard'],
    ['environment.node major', nodeMajor, 'hard'],
    ['environment.v8', environment.v8, 'hard'],
    ['environment.cpuModel', environment.cpuModel, 'machine'],
    ['environment.cores', String(environment.cores), 'machine'],
    ['environment.memoryBytes', String(environment.memoryBytes), 'soft'],
    ['environment.osRelease', environment.osRelease, 'soft'],
    ['environment.node', environment.node, 'soft'],
    ['environment.mapswell', environment.mapswell, 'soft'],
    ['configuration.seed', String(configuration.seed), 'soft'],
    ['configuration.rounds', String(configuration.rounds), 'soft'],
  ];
}

/** What makes a cell what it is; purpose, notes, site, labels, rounds and time limits do not. */
const cellKeys = [
  'scenario',
  'target',
  'map',
  'key',
  'value',
  'guard',
  'hint',
  'workload',
  'nodeArguments',
  'limits',
] as const satisfies readonly (keyof Cell)[];

/**
 * What differs between two cells of one id: with any of it they are two different cells.
 *
 * @param isVaried everything but the work differs by intent
 */
export function cellDifferences(
  baseline: Cell,
  candidate: Cell,
  isVaried = false,
): readonly Difference[] {
  return [
    ...cellKeys.flatMap((key) =>
      differing(
        `cell.${key}`,
        baseline[key],
        candidate[key],
        isVaried && key !== 'workload' ? 'soft' : 'hard',
      ),
    ),
    // How often a latency is sampled changes the time of the others, but no count.
    ...differing(
      'cell.latencySampleInterval',
      baseline.latencySampleInterval,
      candidate.latencySampleInterval,
      isVaried ? 'soft' : 'machine',
    ),
  ];
}

/**
 * What differs between the limits of two cells as they were applied: one of the same scenario may have
 * been reduced to what a container left. Where nothing was applied, or nobody knows, nothing differs.
 */
export function limitDifferences(
  baseline: AppliedLimits | null,
  candidate: AppliedLimits | null,
  isVaried = false,
): readonly Difference[] {
  if (baseline === null || candidate === null) return [];
  return (['memoryBytes', 'cpus'] as const).flatMap((key): readonly Difference[] => {
    const [a, b] = [baseline[key], candidate[key]];
    if (a === null || b === null || a === b) return [];
    // Fewer CPUs change times and no count.
    const weight = isVaried ? 'soft' : key === 'cpus' ? 'machine' : 'hard';
    return [{ key: `applied limit ${key}`, baseline: String(a), candidate: String(b), weight }];
  });
}

function differing(
  key: string,
  baseline: unknown,
  candidate: unknown,
  weight: Weight,
): readonly Difference[] {
  // The same program wrote most pairs: their keys stand in one order.
  if (JSON.stringify(baseline) === JSON.stringify(candidate)) return [];
  const [a, b] = [canonical(baseline), canonical(candidate)];
  return a === b ? [] : [{ key, baseline: a, candidate: b, weight }];
}

/** JSON with sorted keys: the order in which a file was written is no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

export function describeDifferences(differences: readonly Difference[]): string {
  return differences
    .map(({ key, baseline, candidate }) => `${key}: ${baseline} against ${candidate}`)
    .join('; ');
}
