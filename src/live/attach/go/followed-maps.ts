import type { LiveMap } from '../../../maps/figures/live-map.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { OldTables } from './collector/old-tables.ts';
import { liveMapOf } from './go-live-maps.ts';
import { type Survival, survivalsOf } from './heap/header-slots.ts';
import type { SpanTable } from './heap/span-table.ts';
import type { DiscoveryTools } from './maps/settle-map.ts';
import type { GoMap } from './maps/go-map.ts';
import { type HeaderRun, lookAgain, runsOf } from './maps/look-again.ts';
import { tableInUse, tablesLeft } from './maps/tables-left.ts';
import type { GlobalVariable } from './program/global-variables.ts';

/** One map over all looks. */
interface Followed {
  readonly id: string;
  /** As text: it takes longer to write than all else of a map that has not changed. */
  readonly address: string;
  map: GoMap;
  wasWritten: boolean;
  holder: GlobalVariable | null;
  /** Only its time is ever changed: 10,000 new objects would take most of the time of a look. */
  live: LiveMap & { atMs: number };
  /** Whether `live` is to be made anew. */
  isChanged: boolean;
}

/** The maps of the last looks: what stays the same of each, and what its growths left behind. */
export class FollowedMaps {
  readonly #tools: DiscoveryTools;
  readonly #oldTables: OldTables;
  readonly #model: MapModel | null;
  /** In order of address. */
  #followed: readonly Followed[] = [];
  #runs: readonly HeaderRun<Followed>[] = [];
  #sweepgen = -1;
  /** How many maps had their header at an address so far. */
  readonly #births = new Map<number, number>();

  constructor(tools: DiscoveryTools, oldTables: OldTables, model: MapModel | null) {
    this.#tools = tools;
    this.#oldTables = oldTables;
    this.#model = model;
  }

  /** In order of address. */
  get maps(): readonly GoMap[] {
    return this.#followed.map(({ map }) => map);
  }

  /** Takes over a full look. Maps are in order of address. */
  replace(
    maps: readonly GoMap[],
    holders: ReadonlyMap<number, GlobalVariable>,
  ): readonly LiveMap[] {
    const sweepgen = this.#tools.heap.readSweepgen();
    const atMs = performance.timeOrigin + performance.now();
    const before = this.#followed;
    let next = 0;
    this.#followed = maps.map((map) => {
      while ((before[next]?.map.address ?? Number.POSITIVE_INFINITY) < map.address) next += 1;
      const holder = holders.get(map.address) ?? null;
      const earlier = before[next];
      const isSame = earlier?.map.address === map.address && !isAnother(earlier.map, map);
      if (!isSame || earlier === undefined) return this.#born(map, holder, atMs, sweepgen / 2);
      earlier.isChanged ||= earlier.holder?.address !== holder?.address;
      earlier.holder = holder;
      this.#update(earlier, map, sweepgen / 2);
      return earlier;
    });
    this.#runs = runsOf(this.#followed, this.#tools.family.shape.bytes);
    this.#endCycle(sweepgen);
    return this.#followed.map((each) => this.#seenAt(each, atMs));
  }

  /**
   * Looks again at all maps, or at those whose ids are wanted. What is gone is not in the result, and
   * is forgotten. A map that has not changed is the same object as before, with the time of this look.
   */
  refresh(spans: SpanTable, wanted: ReadonlySet<string> | null): readonly LiveMap[] {
    const { heap } = this.#tools;
    const atMs = performance.timeOrigin + performance.now();
    const gone = new Set<Followed>();
    const isWanted = (each: Followed): boolean => wanted === null || wanted.has(each.id);
    const runs =
      wanted === null ? this.#runs : this.#runs.filter(({ items }) => items.some(isWanted));
    const sweepgen = heap.readSweepgen();
    lookAgain(this.#tools, spans, runs, (followed, now) => {
      if (now === null || isAnother(followed.map, now)) gone.add(followed);
      else this.#update(followed, now, sweepgen / 2);
    });
    for (const each of this.#followed) if (!this.#isInUse(each.map)) gone.add(each);
    if (sweepgen !== this.#sweepgen) this.#surviveCycle(spans, gone);
    if (gone.size > 0) {
      this.#followed = this.#followed.filter((each) => !gone.has(each));
      this.#runs = runsOf(this.#followed, this.#tools.family.shape.bytes);
    }
    this.#endCycle(sweepgen);
    const result: LiveMap[] = [];
    for (const each of this.#followed) {
      if (isWanted(each)) result.push(this.#seenAt(each, atMs));
    }
    return result;
  }

  /** Whether the stack of a header still reaches as far. Stacks that grow move: a full look finds it again. */
  #isInUse({ goroutine, address }: GoMap): boolean {
    if (goroutine === null) return true;
    const stack = this.#tools.goroutines.stackOf(goroutine);
    return stack !== null && address >= stack.address && address < stack.address + stack.bytes;
  }

  /** After a cycle some headers are gone, and others are known to be alive. */
  #surviveCycle(spans: SpanTable, gone: Set<Followed>): void {
    const { memory, heap, layout } = this.#tools;
    const onHeap = this.#followed.filter((each) => each.map.goroutine === null && !gone.has(each));
    const addresses = onHeap.map(({ map }) => map.address);
    const survivals = survivalsOf(memory, heap, spans, layout, addresses);
    for (const each of onHeap) {
      const survival: Survival | null = survivals.get(each.map.address) ?? null;
      if (survival === null || (each.map.survival === 'survived' && survival === 'new')) {
        gone.add(each);
      } else if (survival !== each.map.survival) {
        each.map = { ...each.map, survival };
        each.isChanged = true;
      }
    }
  }

  /** Takes over a look at one map. */
  #update(followed: Followed, map: GoMap, cycle: number): void {
    const before = followed.map;
    if (before === map) return;
    followed.map = map;
    followed.isChanged = true;
    followed.wasWritten ||= !before.header.equals(map.header);
    const { left, inUse } = tablesLeft(before.parts, map.parts);
    const { id } = followed;
    for (const table of left) this.#oldTables.leave({ id, address: map.address }, table, cycle);
    if (inUse !== null) this.#oldTables.begin({ id, address: map.address }, inUse, cycle);
  }

  #seenAt(followed: Followed, atMs: number): LiveMap {
    if (followed.isChanged) followed.live = this.#liveOf(followed, atMs);
    else followed.live.atMs = atMs;
    followed.isChanged = false;
    return followed.live;
  }

  #endCycle(sweepgen: number): void {
    // A cycle ends before all is swept.
    if (sweepgen !== this.#sweepgen || this.#oldTables.isUndecided)
      this.#oldTables.check(sweepgen / 2);
    this.#sweepgen = sweepgen;
  }

  #born(map: GoMap, holder: GlobalVariable | null, atMs: number, cycle: number): Followed {
    const { address } = map;
    const births = (this.#births.get(address) ?? 0) + 1;
    this.#births.set(address, births);
    const hex = `0x${address.toString(16)}`;
    const id = births === 1 ? hex : `${hex}#${births}`;
    const inUse = tableInUse(map.parts);
    if (inUse !== null) this.#oldTables.begin({ id, address }, inUse, cycle);
    const live = this.#liveOf({ id, address: hex, map, wasWritten: false, holder }, atMs);
    return { id, address: hex, map, wasWritten: false, holder, live, isChanged: false };
  }

  #liveOf(
    { id, address, map, wasWritten, holder }: Omit<Followed, 'live' | 'isChanged'>,
    atMs: number,
  ): LiveMap {
    const { hasMadeTypes } = this.#tools.types;
    const model = this.#model;
    return liveMapOf(map, { id, address, holder, wasWritten, model, hasMadeTypes, atMs });
  }
}

/**
 * Whether the slot of a header was freed and is that of another map now: what outlived a cycle is never
 * new again, and one map does not change seed and table between two looks.
 */
function isAnother(before: GoMap, now: GoMap): boolean {
  if (before.survival === 'survived' && now.survival === 'new') return true;
  return before.seed !== now.seed && before.tableAddress !== now.tableAddress;
}
