import type { LiveGrowth, LiveMap } from '../../../maps/figures/live-map.ts';
import { fateOf, type OldTable, type OldTableFate } from '../collector/old-table.ts';
import type { FollowEvent, LookInterval } from './follow-event.ts';

/** The tables that one growth left. */
interface Group {
  readonly mapId: string;
  readonly growth: LiveGrowth | null;
  readonly tables: Map<number, OldTable>;
  fate: OldTableFate;
}

/** Groups that are followed at a time: beyond it the oldest are forgotten. */
const mostGroups = 1000;

/** Puts each old table to the growth that left it, and says what becomes of them. */
export class GrowthTables {
  /** Until all of their tables are swept, in order of the growths. */
  readonly #groups = new Set<Group>();
  readonly #byTable = new Map<number, Group>();
  #lastMs: number | null = null;

  /**
   * Takes a look.
   *
   * @param events of this look; growths among them get the tables that they left
   * @param changed tables of which anything became since the look before
   * @param maps that are followed
   * @param atMs milliseconds since 1970
   * @returns the same events, then one for each growth whose tables became garbage or were swept
   */
  take(
    events: readonly FollowEvent[],
    changed: readonly OldTable[],
    maps: readonly LiveMap[],
    atMs: number,
  ): readonly FollowEvent[] {
    const between = { notBeforeMs: this.#lastMs, notAfterMs: atMs };
    this.#lastMs = atMs;
    const growths = events.filter((event) => event.kind === 'growth');
    const fresh = new Map<LiveGrowth | string, OldTable[]>();
    const touched = new Set<Group>();
    for (const table of changed) {
      const group = this.#byTable.get(table.id);
      if (group === undefined) {
        const own = growths.filter(({ map }) => map.id === table.mapId);
        // Of several growths between two looks the last one is still moving.
        const growth = (table.state === 'in-use' ? own.at(-1) : own[0])?.growth;
        const key = growth ?? table.mapId;
        fresh.set(key, [...(fresh.get(key) ?? []), table]);
      } else {
        group.tables.set(table.id, table);
        touched.add(group);
      }
    }
    const fates = new Map<LiveGrowth, OldTableFate>();
    const became = [...touched].flatMap((group) => this.#became(group, maps, between));
    for (const [key, tables] of fresh) {
      const group = this.#begin(key, tables);
      if (group === null) continue;
      if (group.growth !== null) fates.set(group.growth, group.fate);
      else became.push(...told(group, maps, between));
    }
    const withFates = events.map((event) =>
      event.kind === 'growth' ? { ...event, oldTable: fates.get(event.growth) ?? null } : event,
    );
    return [...withFates, ...became];
  }

  /** By the id of a map, what became of the tables that its growths left, as far as not all are swept. */
  get unswept(): ReadonlyMap<string, OldTableFate> {
    const tables = new Map<string, OldTable[]>();
    for (const group of this.#groups)
      for (const table of group.tables.values())
        if (table.state !== 'swept')
          tables.set(group.mapId, [...(tables.get(group.mapId) ?? []), table]);
    return new Map(
      [...tables].flatMap(([id, own]): [string, OldTableFate][] => {
        const fate = fateOf(own);
        return fate === null ? [] : [[id, fate]];
      }),
    );
  }

  #begin(key: LiveGrowth | string, tables: readonly OldTable[]): Group | null {
    const fate = fateOf(tables);
    const [first] = tables;
    if (fate === null || first === undefined) return null;
    const group: Group = {
      mapId: first.mapId,
      growth: typeof key === 'string' ? null : key,
      tables: new Map(tables.map((table) => [table.id, table])),
      fate,
    };
    if (fate.state === 'swept') return group;
    this.#groups.add(group);
    for (const { id } of tables) this.#byTable.set(id, group);
    const [oldest] = this.#groups;
    if (this.#groups.size > mostGroups && oldest !== undefined) this.#forget(oldest);
    return group;
  }

  #became(group: Group, maps: readonly LiveMap[], between: LookInterval): readonly FollowEvent[] {
    const before = group.fate.state;
    group.fate = fateOf([...group.tables.values()]) ?? group.fate;
    if (group.fate.state === before) return [];
    if (group.fate.state === 'swept') this.#forget(group);
    return told(group, maps, between);
  }

  #forget(group: Group): void {
    this.#groups.delete(group);
    for (const id of group.tables.keys()) this.#byTable.delete(id);
  }
}

/** Of maps that are too small to be followed nothing is said. */
function told(
  { mapId, growth, fate }: Group,
  maps: readonly LiveMap[],
  between: LookInterval,
): readonly FollowEvent[] {
  const map = maps.find(({ id }) => id === mapId);
  return map === undefined ? [] : [{ kind: 'old-table', map, growth, fate, between }];
}
