import { groupBy } from '../../../base/primitives/group-by.ts';
import { machineKinds } from './machine-kinds.ts';
import type { FoundResult, MergedAttempts } from './merge-attempts.ts';
import { type MachineFigure, poolMachines } from './pool-machines.ts';
import type { ShardAttempt } from './read-shard.ts';

/** The times of one cell, where more than one machine gave some. */
export interface CellOverMachines {
  readonly cellId: string;
  /** Writes per second, a figure for each kind of machine that has two: never one over two kinds. */
  readonly kinds: readonly { readonly kind: string; readonly writesPerSecond: MachineFigure }[];
  /**
   * Writes per second over those of the first cell of its scenario in the same round, on the same machine:
   * a ratio, which may stand for machines of every kind. `null` for the first cell itself.
   */
  readonly ratio: (MachineFigure & { readonly to: string }) | null;
}

interface TimedRound {
  readonly cellId: string;
  readonly round: number;
  readonly attempt: ShardAttempt;
  readonly writesPerSecond: number;
}

/** The times of a merged run over its machines, by cell; none where there is one machine. */
export function overMachines(merged: MergedAttempts): readonly CellOverMachines[] {
  if (new Set(merged.chosen.map(machineOf)).size < 2) return [];
  const kindOf = new Map(
    machineKinds(merged.chosen).flatMap(({ name, attempts }) =>
      attempts.map((attempt) => [attempt, name] as const),
    ),
  );
  const cells = merged.chosen[0]?.header.cells ?? [];
  const timed = merged.plan.flatMap((planned) => (planned.kind === 'timed' ? [planned] : []));
  const planned = groupBy(timed, ({ cellId }) => cellId);
  const roundsOf = (id: string): readonly TimedRound[] =>
    (planned.get(id) ?? []).flatMap((one) => timedRound(merged.find(one)));
  const firstOf = new Map(cells.toReversed().map(({ scenario, id }) => [scenario, id]));
  // What the others of a scenario are held against is read once.
  const firsts = new Map([...firstOf.values()].map((id) => [id, roundsOf(id)]));
  return cells.flatMap(({ id, scenario }) => {
    const own = firsts.get(id) ?? roundsOf(id);
    const kinds = [...groupBy(own, ({ attempt }) => kindOf.get(attempt) ?? '')].flatMap(
      ([kind, ofKind]) => {
        const writesPerSecond = poolMachines(byMachine(ofKind, (round) => round.writesPerSecond));
        return writesPerSecond === null ? [] : [{ kind, writesPerSecond }];
      },
    );
    const to = firstOf.get(scenario) ?? id;
    const ratio = to === id ? null : ratioTo(own, firsts.get(to) ?? []);
    if (kinds.length === 0 && ratio === null) return [];
    return [{ cellId: id, kinds, ratio: ratio === null ? null : { ...ratio, to } }];
  });
}

/** A round is never split, so both ran on one machine. */
function ratioTo(
  rounds: readonly TimedRound[],
  others: readonly TimedRound[],
): MachineFigure | null {
  const speeds = new Map(others.map((other) => [other.round, other.writesPerSecond]));
  return poolMachines(
    byMachine(rounds, ({ round, writesPerSecond }) => writesPerSecond / (speeds.get(round) ?? 0)),
  );
}

function byMachine(
  rounds: readonly TimedRound[],
  figure: (round: TimedRound) => number,
): readonly (readonly number[])[] {
  return [...groupBy(rounds, ({ attempt }) => machineOf(attempt)).values()].map((own) =>
    own.map(figure),
  );
}

/** Two containers on one machine are one machine. */
export function machineOf({ header: { environment } }: ShardAttempt): string {
  return environment.origin?.bootId ?? environment.origin?.host ?? 'unknown';
}

function timedRound(found: FoundResult | null): readonly TimedRound[] {
  if (found?.result.kind !== 'timed' || found.result.run.measurement === null) return [];
  const { cellId, run } = found.result;
  const writesPerSecond = run.measurement?.writesPerSecond ?? 0;
  return [{ cellId, round: run.round, attempt: found.attempt, writesPerSecond }];
}
