import type { Scenario } from '../../config/schema/scenario.ts';
import type { Phase } from '../../workload/workload.ts';

/** What is done to both maps, in the words of a scenario. */
export interface SpeedWorkload {
  readonly id: string;
  /** As a sentence names it: `inserts of random keys`. */
  readonly name: string;
  /** A phase `fill` is done to every fresh map before the clock runs. */
  readonly scenario: Scenario;
}

/** The name of the phase that no clock sees. */
export const fillPhase = 'fill';

/** Entries, and operations: a table of some megabytes, which no cache of a core holds. */
const usualEntries = 2 ** 18;

const writers = 8;
/** YCSB's. */
const exponent = 0.99;

function one(
  id: string,
  name: string,
  phases: readonly Phase[],
  more: Partial<Scenario> = {},
): SpeedWorkload {
  const scenario = { purpose: name, key: 'int64', value: 'int64', guard: 'none', phases } as const;
  return { id, name, scenario: { ...scenario, ...more } };
}

/** The workloads of which the speed is compared, on maps of so many entries. */
export function speedWorkloads(entries: number = usualEntries): readonly SpeedWorkload[] {
  const sequential = { kind: 'sequential' } as const;
  const uniform = { kind: 'uniform', keys: entries } as const;
  const phase = (name: string, mix: Phase['mix'], keys: Phase['keys']): Phase => ({
    name,
    operationsPerWriter: entries,
    mix,
    keys,
  });
  const inserts = phase('insert', { insert: 1 }, sequential);
  const fill = { ...inserts, name: fillPhase };
  const lookUps = phase('look up', { lookup: 1 }, uniform);
  const churn = { kind: 'sliding-window', window: Math.ceil(entries / 8) } as const;
  const zipfian = { kind: 'zipfian', keys: entries, exponent } as const;
  return [
    one('inserts-random', 'inserts of random keys', [inserts]),
    one('inserts-ascending', 'inserts of ascending keys', [inserts], { shape: 'plain' }),
    one('inserts-hinted', 'inserts into a map with a size hint', [inserts], { hint: entries }),
    one('updates', 'updates', [fill, phase('update', { update: 1 }, uniform)]),
    one('look-ups-hit', 'look-ups that hit', [fill, lookUps]),
    one('look-ups-miss', 'look-ups that miss', [
      fill,
      phase('look up', { lookup: 1 }, { ...sequential, startAt: entries }),
    ]),
    one('deletes', 'deletes', [fill, phase('delete', { delete: 1 }, sequential)]),
    one('churn', 'steady churn', [phase('churn', { insert: 1, delete: 1 }, churn)]),
    one('zipfian', 'zipfian reads and writes', [
      fill,
      phase('read and write', { lookup: 1, update: 1 }, zipfian),
    ]),
    one('string-inserts', 'inserts of strings', [inserts], { key: 'string' }),
    one('string-look-ups', 'look-ups of strings', [fill, lookUps], { key: 'string' }),
    one(
      'eight-writers',
      'inserts by eight writers behind a mutex',
      [{ ...inserts, operationsPerWriter: Math.ceil(entries / writers) }],
      { guard: 'mutex', writers },
    ),
  ];
}
