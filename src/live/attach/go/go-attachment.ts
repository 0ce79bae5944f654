import type { LiveMap, LiveProcess, LiveSource } from '../../../maps/figures/live-map.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { ElfFile } from '../proc/elf-file.ts';
import type { GoBuildInfo } from '../proc/go-build-info.ts';
import { memoryLimitOf } from '../proc/memory-limit.ts';
import { type ProcessIdentity, standingOf } from '../proc/process-identity.ts';
import { MemoryGoneError, type ProcessMemory } from '../proc/process-memory.ts';
import { OldTables, type OldTable } from './collector/old-tables.ts';
import type { CollectorCounters, RuntimeCounters } from './collector/runtime-counters.ts';
import { liveMapOf, modelOf } from './go-live-maps.ts';
import type { GoHeap } from './heap/go-heap.ts';
import { survivalsOf } from './heap/header-slots.ts';
import type { SpanTable } from './heap/span-table.ts';
import { discoverMaps, type RefusedHeaders } from './maps/discover-maps.ts';
import type { GoMap } from './maps/go-map.ts';
import { tablesLeft } from './maps/tables-left.ts';
import type { InnerTypes } from './maps/inner-types.ts';
import { lookAgain } from './maps/look-again.ts';
import type { MapFamily } from './maps/map-family.ts';
import type { FunctionTable } from './program/function-table.ts';
import type { GlobalVariables, GlobalVariable } from './program/global-variables.ts';
import type { GoLayout } from './program/go-layout.ts';

/** What was found out about a process when it was opened. */
export interface GoParts {
  readonly identity: ProcessIdentity;
  readonly info: GoBuildInfo;
  readonly elf: ElfFile;
  readonly bias: number;
  readonly memory: ProcessMemory;
  readonly layout: GoLayout;
  readonly heap: GoHeap;
  readonly counters: CollectorCounters;
  readonly types: InnerTypes;
  readonly family: MapFamily;
  readonly globals: GlobalVariables;
  readonly functions: FunctionTable;
}

/** What the last full look saw beside the maps in its result. */
export interface ScanFacts {
  /**
   * Addresses of headers without entries or table: maps that hold nothing, or any structs of zeros.
   * Nobody can say from outside, so they are no part of any figure.
   */
  readonly emptyHeaders: readonly number[];
  /**
   * Addresses of headers that never agreed with their tables while they were looked at, and of those
   * with eight full slots without pointers, which show too little: no part of any figure either.
   */
  readonly unprovenHeaders: readonly number[];
  /** System calls and bytes of that look. */
  readonly reads: number;
  readonly bytesRead: number;
}

interface Followed {
  readonly id: string;
  readonly map: GoMap;
  readonly wasWritten: boolean;
  readonly live: LiveMap;
}

/** A Go process that is looked at from outside. */
export class GoAttachment implements LiveSource {
  readonly origin = 'attached';
  readonly process: LiveProcess;
  readonly growths = null;
  readonly #parts: GoParts;
  readonly #model: MapModel | null;
  readonly #oldTables: OldTables;
  #spans: SpanTable | null = null;
  #sweepgen = -1;
  #followed: ReadonlyMap<string, Followed> = new Map();
  #holders: ReadonlyMap<number, GlobalVariable> = new Map();
  readonly #births = new Map<number, number>();
  readonly #refused: RefusedHeaders = new Map();
  #facts: ScanFacts = { emptyHeaders: [], unprovenHeaders: [], reads: 0, bytesRead: 0 };

  constructor(parts: GoParts) {
    const { identity, info, layout, family, memory, heap } = parts;
    this.#parts = parts;
    this.#model = modelOf(layout.minor, family.kind, info.experiments);
    this.#oldTables = new OldTables(memory, heap);
    this.process = {
      pid: identity.pid,
      name: identity.name,
      runtime: 'go',
      version: info.version,
      limitBytes: memoryLimitOf(identity.pid),
    };
  }

  /** What the last `discover` saw beside the maps that it gave. */
  get scanFacts(): ScanFacts {
    return this.#facts;
  }

  readonly discover = async (): Promise<readonly LiveMap[]> =>
    this.#watched(() => this.#discover());

  readonly refresh = async (known: readonly LiveMap[]): Promise<readonly LiveMap[]> =>
    this.#watched(() => this.#refresh(known));

  /** The collector's counters of this moment; `null` where this program does not show them. */
  readonly runtimeCounters = (): RuntimeCounters | null =>
    this.#watched(() => this.#parts.counters.read());

  /** The tables that growths have left since the first look, and what became of each. */
  readonly oldTables = (): readonly OldTable[] => this.#oldTables.list();

  readonly close = async (): Promise<void> => {
    this.#parts.memory.close();
    this.#parts.elf.close();
    await Promise.resolve();
  };

  #discover(): readonly LiveMap[] {
    const { memory, heap, globals } = this.#parts;
    const before = { reads: memory.reads, bytes: memory.bytesRead };
    const followed = [...this.#followed.values()];
    const known = new Map(followed.map(({ map }) => [map.address, map]));
    const spans = heap.readSpans();
    this.#spans = spans;
    const { maps, emptyHeaders, unproven } = discoverMaps(this.#parts, spans, known, this.#refused);
    this.#holders = globals.holdersOf(new Set(maps.map(({ address }) => address)));
    const result = this.#take(maps);
    this.#facts = {
      emptyHeaders,
      unprovenHeaders: unproven,
      reads: memory.reads - before.reads,
      bytesRead: memory.bytesRead - before.bytes,
    };
    return result;
  }

  #refresh(known: readonly LiveMap[]): readonly LiveMap[] {
    const spans = this.#spans;
    if (spans === null) return this.#discover();
    const { memory, heap, layout } = this.#parts;
    const wanted = known.flatMap(({ id }) => this.#followed.get(id)?.map ?? []);
    let maps = lookAgain(this.#parts, spans, wanted);
    if (heap.readSweepgen() !== this.#sweepgen) {
      const addresses = maps.filter(({ place }) => place === 'heap').map(({ address }) => address);
      const survivals = survivalsOf(memory, heap, spans, layout, addresses);
      maps = maps.flatMap((map) => {
        if (map.place === 'stack') return [map];
        const survival = survivals.get(map.address);
        return survival === undefined ? [] : [{ ...map, survival }];
      });
    }
    return this.#take(maps);
  }

  /** Takes over a look: growths leave old tables, and maps keep their identity. */
  #take(maps: readonly GoMap[]): readonly LiveMap[] {
    const sweepgen = this.#parts.heap.readSweepgen();
    const cycle = sweepgen / 2;
    const atMs = performance.timeOrigin + performance.now();
    const before = new Map([...this.#followed.values()].map((each) => [each.map.address, each]));
    const last = (map: GoMap): Followed | null => {
      const found = before.get(map.address);
      return found === undefined || isAnother(found.map, map) ? null : found;
    };
    const followed = maps.map((map) => this.#follow(map, last(map), atMs));
    for (const { map } of followed) {
      const earlier = last(map);
      if (earlier === null || earlier.map === map) continue;
      const { left, inUse } = tablesLeft(earlier.map.parts, map.parts);
      for (const table of left) this.#oldTables.leave(map.address, table, cycle);
      if (inUse !== null) this.#oldTables.begin(map.address, inUse, cycle);
    }
    if (sweepgen !== this.#sweepgen) this.#oldTables.check(cycle);
    this.#sweepgen = sweepgen;
    this.#followed = new Map(followed.map((each) => [each.id, each]));
    return followed.map(({ live }) => live);
  }

  #follow(map: GoMap, before: Followed | null, atMs: number): Followed {
    const id = before?.id ?? this.#newId(map.address);
    const isUnchanged = before !== null && before.map.header.equals(map.header);
    const wasWritten = before !== null && (before.wasWritten || !isUnchanged);
    const holder = this.#holders.get(map.address) ?? null;
    if (before !== null && before.map === map && before.wasWritten === wasWritten) {
      return { id, map, wasWritten, live: { ...before.live, atMs } };
    }
    const { hasMadeTypes } = this.#parts.types;
    const model = this.#model;
    const live = liveMapOf(map, { id, holder, wasWritten, model, hasMadeTypes, atMs });
    return { id, map, wasWritten, live };
  }

  /** The address, with a number where another map had it before. */
  #newId(address: number): string {
    const births = (this.#births.get(address) ?? 0) + 1;
    this.#births.set(address, births);
    const hex = `0x${address.toString(16)}`;
    return births === 1 ? hex : `${hex}#${births}`;
  }

  #watched<Result>(look: () => Result): Result {
    const { identity } = this.#parts;
    try {
      return look();
    } catch (error) {
      if (!(error instanceof MemoryGoneError)) throw error;
      const ending =
        standingOf(identity) === 'replaced' ? 'runs another program by now' : 'has ended';
      throw new SandboxError('invalid', `process ${identity.pid} (${identity.name}) ${ending}`, {
        cause: error,
      });
    }
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
