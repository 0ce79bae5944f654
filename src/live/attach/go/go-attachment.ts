import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveMap, LiveProcess, LiveSource } from '../../../maps/figures/live-map.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { memoryLimitOf } from '../proc/memory-limit.ts';
import { standingOf } from '../proc/process-identity.ts';
import { MemoryGoneError } from '../proc/process-memory.ts';
import type { CollectorLook, CollectorSource } from '../collector/collector-look.ts';
import type { OldTable } from '../collector/old-table.ts';
import { OldTables } from './collector/old-tables.ts';
import type { RuntimeCounters } from './collector/runtime-counters.ts';
import { FollowedMaps } from './followed-maps.ts';
import { modelOf } from './go-live-maps.ts';
import type { GoParts } from './go-parts.ts';
import type { SpanTable } from './heap/span-table.ts';
import { type Discovery, discoverMaps, type RefusedHeaders } from './maps/discover-maps.ts';
import type { GoMap } from './maps/go-map.ts';
import { lookAtDoubts } from './maps/look-at-doubts.ts';
import { readTypes } from './maps/read-types.ts';
import { findStackMaps } from './maps/stack-maps.ts';
import { GrowthProbes } from './probes/growth-probes.ts';
import { asShortWork } from './short-work.ts';

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

/** A program that was caught in the middle of a write goes on meanwhile. */
const pausesMs = [1, 5, 25] as const;

/** From about twice as many headers on, a first scan is faster with what V8 optimizes meanwhile. */
const mostHeadersOfShortScan = 30_000;

/** A Go process that is looked at from outside. */
export class GoAttachment implements LiveSource, CollectorSource {
  readonly origin = 'attached';
  readonly process: LiveProcess;
  readonly growths = null;
  readonly #parts: GoParts;
  readonly #oldTables: OldTables;
  readonly #maps: FollowedMaps;
  readonly #refused: RefusedHeaders = new Map();
  #spans: SpanTable | null = null;
  #probes: GrowthProbes | null = null;
  #isClosed = false;
  #lastResult: readonly LiveMap[] = [];
  #facts: ScanFacts = { emptyHeaders: [], unprovenHeaders: [], reads: 0, bytesRead: 0 };

  constructor(parts: GoParts) {
    const { identity, info, layout, family, memory, heap } = parts;
    this.#parts = parts;
    this.#oldTables = new OldTables(memory, heap);
    const model = modelOf(layout.minor, family.kind, info.experiments);
    this.#maps = new FollowedMaps(parts, this.#oldTables, model);
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

  readonly discover = async (): Promise<readonly LiveMap[]> => {
    try {
      return await this.#discover();
    } catch (error) {
      throw this.#explained(error);
    }
  };

  readonly refresh = async (known: readonly LiveMap[]): Promise<readonly LiveMap[]> => {
    try {
      return await this.#refresh(known);
    } catch (error) {
      throw this.#explained(error);
    }
  };

  /** The collector's counters of this moment; `null` where this program does not show them. */
  readonly runtimeCounters = (): RuntimeCounters | null => {
    try {
      return this.#parts.counters.read();
    } catch (error) {
      throw this.#explained(error);
    }
  };

  readonly collector = (): CollectorLook | null => {
    const counters = this.runtimeCounters();
    if (counters === null) return null;
    const { cycles, isMarking, heapLiveBytes, heapMarkedBytes, heapGoalBytes } = counters;
    return {
      atMs: performance.timeOrigin + performance.now(),
      readFrom: 'memory',
      cycles,
      majorCycles: null,
      isMarking,
      heapBytes: heapLiveBytes,
      markedBytes: heapMarkedBytes,
      goalBytes: heapGoalBytes,
      spaces: [],
    };
  };

  readonly takeOldTables = (): readonly OldTable[] => this.#oldTables.takeChanges();

  /** The tables that growths have left since the first look, and what became of each. */
  readonly oldTables = (): readonly OldTable[] => this.#oldTables.list();

  /**
   * Sets probes of the kernel at the functions in which maps grow. They cost the program about a
   * microsecond for each growth, and are taken away with the attachment at the latest.
   *
   * @throws SandboxError `environment` where a right is missing or the kernel refuses
   */
  readonly probeGrowths = (): GrowthProbes => {
    this.#probes ??= GrowthProbes.open(this.#parts);
    return this.#probes;
  };

  readonly close = async (): Promise<void> => {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#probes?.close();
    this.#parts.memory.close();
    this.#parts.elf.close();
    await Promise.resolve();
  };

  async #discover(): Promise<readonly LiveMap[]> {
    const { memory, heap, family } = this.#parts;
    const before = { reads: memory.reads, bytes: memory.bytesRead };
    const isFirst = this.#spans === null;
    const spans = heap.readSpans();
    this.#spans = spans;
    const headers = spans.slotsOfSize(family.shape.bytes);
    const isShort = isFirst && headers <= mostHeadersOfShortScan;
    const found = await (isShort ? asShortWork(() => this.#scan(spans)) : this.#scan(spans));
    this.#facts = {
      emptyHeaders: found.emptyHeaders,
      unprovenHeaders: found.unproven,
      reads: memory.reads - before.reads,
      bytesRead: memory.bytesRead - before.bytes,
    };
    return this.#lastResult;
  }

  /** Takes over the maps that these spans hold, and tells what else is there. */
  async #scan(spans: SpanTable): Promise<Discovery> {
    const { globals } = this.#parts;
    let found = discoverMaps(this.#parts, spans, this.#maps.maps, this.#refused);
    for (const pauseMs of pausesMs) {
      if (found.doubts.length === 0) break;
      await sleep(pauseMs);
      found = lookAtDoubts(this.#parts, spans, found, this.#refused);
    }
    const { maps: typed, refused } = readTypes(this.#parts, found.maps, this.#parts.typesPerScan);
    for (const { address, header } of refused) this.#refused.set(address, { header, kind: 'none' });
    const maps = this.#withStackMaps(spans, typed);
    const holders = globals.holdersOf(new Set(maps.map(({ address }) => address)));
    this.#lastResult = this.#maps.replace(maps, holders);
    return found;
  }

  /** In order of address. */
  #withStackMaps(spans: SpanTable, onHeap: readonly GoMap[]): readonly GoMap[] {
    const { goroutines, readsStacks } = this.#parts;
    if (!readsStacks) return onHeap;
    const stacks = goroutines.stacks();
    if (stacks === null) {
      throw new SandboxError(
        'input',
        'expected the list of goroutines of the Go runtime, got none that fits: --stacks is not possible here',
      );
    }
    const onStacks = findStackMaps(this.#parts, spans, stacks, onHeap);
    return [...onHeap, ...onStacks].toSorted((a, b) => a.address - b.address);
  }

  /** A result that is handed back as it was needs no search for each of its maps. */
  async #refresh(known: readonly LiveMap[]): Promise<readonly LiveMap[]> {
    if (this.#spans === null) return this.#discover();
    const isAll = known === this.#lastResult;
    const wanted = isAll ? null : new Set(known.map(({ id }) => id));
    const result = this.#maps.refresh(this.#spans, wanted);
    if (isAll) this.#lastResult = result;
    return result;
  }

  /** What the end of the process means for who looks at it. */
  #explained(error: unknown): unknown {
    if (!(error instanceof MemoryGoneError)) return error;
    const { identity } = this.#parts;
    const ending =
      standingOf(identity) === 'replaced' ? 'runs another program by now' : 'has ended';
    return new SandboxError('invalid', `process ${identity.pid} (${identity.name}) ${ending}`, {
      cause: error,
    });
  }
}
