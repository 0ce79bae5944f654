/** What became of a table that a growth left. */
export type OldTableState =
  /** The map still moves its entries out of it. */
  | 'in-use'
  /** Nobody needs it: its bytes are taken until a cycle of the collector has swept them. */
  | 'garbage'
  | 'swept';

/** Cycles of the collector, the first and the last: equal unless several passed between two looks. */
export interface CycleSpan {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** The old table of one growth. */
export interface OldTable {
  /** The same from look to look; no two tables have the same. */
  readonly id: number;
  /** `LiveMap.id`. */
  readonly mapId: string;
  /** Address of the map's header. */
  readonly mapAddress: number;
  readonly address: number;
  readonly bytes: number;
  readonly state: OldTableState;
  /**
   * Cycles that there had been when it was first seen as garbage; `null` while it is in use, and where
   * nobody counts them.
   */
  readonly garbageSinceCycle: number | null;
  /** The cycle after which it was swept; `null` until then, and where nobody counts them. */
  readonly sweptByCycle: CycleSpan | null;
}

/** What became of the tables that one growth left, or a wave of splits between two looks: together. */
export interface OldTableFate extends Pick<
  OldTable,
  'state' | 'bytes' | 'garbageSinceCycle' | 'sweptByCycle'
> {
  readonly tables: number;
}

const order: readonly OldTableState[] = ['in-use', 'garbage', 'swept'];

/** Of several tables: they are swept when all are, and garbage when none is in use. */
export function fateOf(tables: readonly OldTable[]): OldTableFate | null {
  const states = tables.map(({ state }) => order.indexOf(state));
  const state = order[Math.min(...states)];
  if (state === undefined) return null;
  const since = tables.flatMap(({ garbageSinceCycle }) => garbageSinceCycle ?? []);
  const swept = tables.flatMap(({ sweptByCycle }) => sweptByCycle ?? []);
  return {
    tables: tables.length,
    bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    state,
    garbageSinceCycle: state === 'in-use' || since.length === 0 ? null : Math.max(...since),
    sweptByCycle:
      state !== 'swept' || swept.length === 0
        ? null
        : {
            notBefore: Math.min(...swept.map(({ notBefore }) => notBefore)),
            notAfter: Math.max(...swept.map(({ notAfter }) => notAfter)),
          },
  };
}

/** Of the tables of two growths that are in the same state. */
export function bothFates(one: OldTableFate, other: OldTableFate): OldTableFate {
  const { garbageSinceCycle: since, sweptByCycle: swept } = one;
  const { garbageSinceCycle: otherSince, sweptByCycle: otherSwept } = other;
  return {
    tables: one.tables + other.tables,
    bytes: one.bytes + other.bytes,
    state: one.state,
    garbageSinceCycle: since === null || otherSince === null ? null : Math.max(since, otherSince),
    sweptByCycle:
      swept === null || otherSwept === null
        ? null
        : {
            notBefore: Math.min(swept.notBefore, otherSwept.notBefore),
            notAfter: Math.max(swept.notAfter, otherSwept.notAfter),
          },
  };
}
