import { performance } from 'node:perf_hooks';
import type { LiveMap } from '../../../maps/figures/live-map.ts';
import { collectionFigures, specOf } from './collection-figures.ts';
import type { Discovered } from './discovery.ts';
import type { DictionaryPlace } from './heap/follow-table.ts';
import type { CollectionKind, CollectionTable } from './heap/ordered-table.ts';
import type { LeftBehind } from './left-behind.ts';

/** A collection that was found, and where it was seen last. Pointers are one more than addresses. */
export interface TrackedCollection {
  readonly id: string;
  readonly kind: CollectionKind;
  readonly pointer: number;
  readonly tablePointer: number;
  readonly dictionary: DictionaryPlace | null;
  readonly table: CollectionTable;
  /** What its class is called, as in `LRUMap`; `null` where that is not certain. */
  readonly className: string | null;
  readonly name: string | null;
  readonly isReferenced: boolean | null;
  readonly left: readonly LeftBehind[];
  readonly atMs: number;
}

/** The collections of a process from look to look: each keeps its id for as long as it lives. */
export class KnownCollections {
  #byId = new Map<string, TrackedCollection>();
  #made = 0;

  get all(): readonly TrackedCollection[] {
    return [...this.#byId.values()];
  }

  get(id: string): TrackedCollection | null {
    return this.#byId.get(id) ?? null;
  }

  update(tracked: TrackedCollection): void {
    this.#byId.set(tracked.id, tracked);
  }

  /** Takes what a scan found for all that there is now. */
  replace(found: readonly Discovered[]): readonly TrackedCollection[] {
    const known = [...this.#byId.values()];
    const byPlace = new Map(known.map((each) => [each.pointer, each]));
    const byTable = new Map(known.map((each) => [each.tablePointer, each]));
    const taken = new Set<string>();
    const byName = uniqueNames(known, found);
    const atMs = performance.timeOrigin + performance.now();
    const now = found.map(({ collection, owner, left }): TrackedCollection => {
      const { kind, pointer, tablePointer, table, dictionary } = collection;
      const before =
        known.length === 0
          ? undefined
          : // The collector may have moved the object or its table, but seldom both at once.
            [
              byTable.get(tablePointer),
              ...left.map((each) => byTable.get(each.pointer)),
              byPlace.get(pointer),
              sameByName(byName.get(owner.name ?? ''), table.entries),
            ].find((one) => one !== undefined && one.kind === kind && !taken.has(one.id));
      const id = before?.id ?? this.#nextId();
      taken.add(id);
      const { className, isReferenced } = owner;
      const name = owner.name ?? before?.name ?? null;
      const place = { kind, pointer, tablePointer, dictionary };
      return { id, ...place, table, className, name, isReferenced, left, atMs };
    });
    this.#byId = new Map(now.map((each) => [each.id, each]));
    return now;
  }

  #nextId(): string {
    this.#made += 1;
    return `node-${this.#made}`;
  }
}

/** Names that one collection alone had, and one alone has now. */
function uniqueNames(
  known: readonly TrackedCollection[],
  found: readonly Discovered[],
): ReadonlyMap<string, TrackedCollection> {
  const now = countsOf(found.map(({ owner }) => owner.name));
  const before = countsOf(known.map(({ name }) => name));
  return new Map(
    known.flatMap((each): [string, TrackedCollection][] => {
      const { name } = each;
      const isUnique = name !== null && now.get(name) === 1 && before.get(name) === 1;
      return isUnique ? [[name, each]] : [];
    }),
  );
}

function countsOf(names: readonly (string | null)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/**
 * A young collection that grew and was moved between two looks, its old table taken already, is known by
 * what holds it alone. With fewer entries than before it may as well be another one in the same place.
 */
function sameByName(
  before: TrackedCollection | undefined,
  entries: number,
): TrackedCollection | undefined {
  return before !== undefined && entries >= before.table.entries ? before : undefined;
}

/** A tracked collection in the words that all rooms share. */
export function liveMapOf(tracked: TrackedCollection): LiveMap {
  const { id, kind, table, name } = tracked;
  const bytesOld = tracked.left.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    id,
    address: `0x${(tracked.pointer - 1).toString(16)}`,
    name,
    namedBy: name === null ? null : name.startsWith('globalThis.') ? 'variable' : 'owner',
    kind,
    type: tracked.className,
    candidateTypes: [],
    spec: specOf(kind),
    figures: collectionFigures(kind, table, bytesOld),
    shards: null,
    isReferenced: tracked.isReferenced,
    atMs: tracked.atMs,
  };
}
