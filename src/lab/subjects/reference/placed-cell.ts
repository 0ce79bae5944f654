import { requireValidWorkload } from './require-valid-workload.ts';
import { type ShardCounters, type WriterCounters, writerCountersOf } from './pass-counters.ts';
import type { Cell } from '../../config/cell.ts';
import {
  createKernel,
  type Kernel,
  type WriterPace,
} from '../../../maps/reference/kernel/kernel.ts';
import { guardFacts } from '../../../maps/model/guards.ts';
import { PassStatus } from '../../../maps/reference/kernel/kernel-enums.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import {
  arenaLayout,
  growthLayout,
  passStateLayout,
  shardLayout,
  workloadLayout,
  writerLayout,
} from '../../../maps/reference/kernel/kernel-layouts.ts';
import { newMap, newMapType } from '../../../maps/reference/kernel/new-map.ts';
import { readDoubles } from '../../../maps/reference/kernel/read-record.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { type PlacedWorkload, placeWorkload } from '../../workload/operation-stream.ts';
import { reserveMemory } from '../../../maps/reference/kernel/reserve-memory.ts';
import type { Workload } from '../../workload/workload.ts';
import { mapRecordBytes, readMapStats } from '../../../maps/reference/kernel/read-map-stats.ts';
import type { MapStats } from '../../../maps/model/map-stats.ts';
import type { LastState } from '../../record/outcome.ts';
import type { HashSeed } from '../hash-seeds.ts';
import { placeTables } from './place-tables.ts';
import { type GuardLayout, guardLayout } from './guard-layout.ts';
import { type ReferenceMapType, referenceMapType } from './reference-map-type.ts';
import { totalOperations } from '../../workload/total-operations.ts';

/** Growth events kept, over all shards, but at least so many for each. */
const mostEvents = 4096;
const leastEventsPerMap = 64;
/** What a map needs outside its account. */
const bytesPerHandle = 1024;
/** Points of the staircase: at even steps, and on both sides of start and end of a growth. */
const evenPoints = 514;
const pointsPerEvent = 4;
const stateIntervalMs = 100;
const fillChunk = 2 ** 20;
const scratchBytes = Math.max(
  mapRecordBytes,
  arenaLayout.bytes,
  passStateLayout.bytes,
  shardLayout.bytes,
  writerLayout.bytes,
);

/** What is recorded beside the operations themselves. */
export interface Instrumentation {
  readonly hasEvents: boolean;
  /** Whether growth events are timed. */
  readonly hasClock: boolean;
  /** What the maps hash with, whenever they would draw a seed. */
  readonly hashSeed?: HashSeed;
}

/** A cell of the reference target, laid out in the memory of a kernel. */
export class PlacedCell {
  readonly kernel: Kernel;
  /** Address of the kernel's state of a pass over the cell. */
  readonly pass: number;
  readonly writers: number;
  /** Operations of all writers. */
  readonly operations: number;
  /** Charged bytes that the maps may hold. */
  readonly limitBytes: number;
  readonly #cell: Cell;
  readonly #type: ReferenceMapType;
  readonly #typeAddress: number;
  readonly #shards: number;
  readonly #eventsPerMap: number;
  /** The workload in the memory of the kernel. */
  readonly workload: PlacedWorkload;
  /** Address of a pass over what lies in the maps before; 0 where that is nothing. */
  readonly #fill: number;
  readonly #arenaLimitBytes: number | null;
  #totalLimitBytes = 0n;
  #seed: number;
  readonly #scratch: number;
  #maps: readonly number[] = [];

  /** @throws SandboxError `config` when the cell cannot be run, `environment` without memory */
  constructor(
    cell: Cell,
    arenaLimitBytes: number | null,
    nowNs?: () => number,
    pace?: WriterPace,
    fill?: Workload,
  ) {
    const type = referenceMapType(cell);
    const guard = guardLayout(cell.guard);
    requireValidWorkload(cell, type);
    this.#cell = cell;
    this.#type = type;
    this.#seed = cell.workload.seed;
    this.#arenaLimitBytes = arenaLimitBytes;
    this.#shards = guard.shards;
    this.#eventsPerMap = Math.max(leastEventsPerMap, Math.floor(mostEvents / guard.shards));
    this.writers = cell.workload.writers;
    this.operations = totalOperations(cell.workload);
    this.kernel = createKernel(
      arenaLimitBytes === null ? {} : { chargedBytes: arenaLimitBytes },
      nowNs,
      pace,
    );
    this.limitBytes = arenaLimitBytes ?? this.kernel.memory.buffer.byteLength;
    this.#scratch = reserveMemory(this.kernel, scratchBytes, 'figures');
    this.#typeAddress = newMapType(this.kernel, type);
    const tables = placeTables(this.kernel, cell.workload, type.layout, () => this.newMap());
    this.workload = placeWorkload(this.kernel, cell.workload, type.layout, tables);
    this.pass = this.#placePass(this.workload.address, guard.code);
    this.#fill = fill === undefined ? 0 : this.#placeFill(fill, guard.code);
    this.#totalLimitBytes = this.#limitWithStrings();
    this.setLimits(true);
  }

  /** Addresses of the maps, by shard. */
  get maps(): readonly number[] {
    return this.#maps;
  }

  /** Makes a fresh map for every shard; false when the arena refused one. */
  makeMaps({ hasEvents, hasClock, hashSeed }: Instrumentation): boolean {
    const { exports } = this.kernel;
    const maps: number[] = [];
    this.#maps = maps;
    for (let shard = 0; shard < this.#shards; shard++) {
      const map = this.#newMap(shard, hasEvents ? this.#eventsPerMap : 0);
      if (map === 0) return false;
      maps.push(map);
      if (hashSeed !== undefined) {
        exports.mapSetHashKeys(map, ...hashSeed.words);
        exports.mapPinSeed(map, hashSeed.seed);
      }
      exports.mapSetClock(map, hasClock ? 1 : 0);
      exports.passSetMap(this.pass, shard, map);
      if (this.#fill !== 0) exports.passSetMap(this.#fill, shard, map);
    }
    return true;
  }

  /** Puts into fresh maps what lies in them before the pass; false when one refused it. */
  fillMaps(): boolean {
    if (this.#fill === 0) return true;
    const { exports } = this.kernel;
    exports.exactBegin(this.#fill, 2n ** 62n);
    let status: number = PassStatus.Running;
    while (status === PassStatus.Running) status = exports.exactRun(this.#fill, fillChunk);
    return status === PassStatus.Done;
  }

  /** Frees the maps; the next ones use their memory again. */
  freeMaps(): void {
    for (const map of this.#maps) this.kernel.exports.mapFree(map);
    this.#maps = [];
  }

  /**
   * Draws other operations, and gives the maps other hash seeds, in the run with this number; 0 is
   * the run that the cell itself asks for. Keys made for one hash stay with their seed.
   */
  reseed(run: number): void {
    if (this.#cell.workload.phases.some(({ keys }) => keys.kind === 'adversarial')) return;
    this.#seed = this.#cell.workload.seed + run;
    const seedAt = this.workload.address + workloadLayout.at.seed;
    new DataView(this.kernel.memory.buffer).setBigUint64(seedAt, BigInt(this.#seed), true);
  }

  /** A map of the cell's type that no writer knows; 0 when the arena refused it. */
  newMap(): number {
    return this.#newMap(0, 0);
  }

  /** Forgets maps whose memory was held: see `arenaHold`. */
  letMapsGo(): void {
    this.kernel.exports.arenaLetGo();
    this.#maps = [];
  }

  /** Whether the limits of the cell hold from now on. */
  setLimits(isOn: boolean): void {
    const charged = BigInt(this.#arenaLimitBytes ?? 0);
    this.kernel.exports.arenaSetLimits(isOn ? charged : 0n, isOn ? this.#totalLimitBytes : 0n);
  }

  /** Whether the map is a `sync.Map`, whose searches are not told. */
  get isSyncMap(): boolean {
    return guardFacts(this.#cell.guard).kind === 'sync.Map';
  }

  /** Whether the maps are Swiss. */
  get isSwiss(): boolean {
    return modelFacts(this.#cell.map).family === 'swiss';
  }

  /** How far the pass is; may be asked while it runs. */
  state(): LastState {
    this.kernel.exports.passState(this.pass, this.#scratch);
    return readDoubles(this.kernel.memory, this.#scratch, passStateLayout);
  }

  /**
   * Blocks until the threads have finished their run; passes the state on every 100 ms.
   *
   * @param stallLimitMs milliseconds without any operation after which it gives up
   * @returns whether they have finished
   */
  awaitThreads(
    onState: (state: LastState) => void,
    stallLimitMs: number = Number.POSITIVE_INFINITY,
  ): boolean {
    const { exports, memory } = this.kernel;
    const words = new Int32Array(memory.buffer);
    const done = exports.passDoneAddress(this.pass) / 4;
    const generation = exports.passGeneration(this.pass);
    let progressAt = performance.now();
    let operations = 0;
    let seen = Atomics.load(words, done);
    while (seen !== generation) {
      if (Atomics.wait(words, done, seen, stateIntervalMs) === 'timed-out') {
        const state = this.state();
        onState(state);
        if (state.operations !== operations) progressAt = performance.now();
        operations = state.operations;
        if (performance.now() - progressAt > stallLimitMs) return false;
      }
      seen = Atomics.load(words, done);
    }
    return true;
  }

  /** The cheap figures of every map. */
  mapStats(): readonly MapStats[] {
    return this.#maps.map((map) => readMapStats(this.kernel, map, this.#scratch));
  }

  /** Bytes outside the account of the maps, and those of the last refusal. */
  arenaCounters(): { readonly unchargedBytes: number; readonly refusedBytes: number } {
    this.kernel.exports.arenaCounters(this.#scratch);
    return readDoubles(this.kernel.memory, this.#scratch, arenaLayout);
  }

  /** What fell on each shard: operations of an exact pass, waits of all timed ones. */
  shardCounters(): readonly ShardCounters[] {
    return Array.from({ length: this.#shards }, (_, shard) => {
      this.kernel.exports.passShard(this.pass, shard, this.#scratch);
      return readDoubles(this.kernel.memory, this.#scratch, shardLayout);
    });
  }

  /** What every writer has done in the last run. */
  writerCounters(): readonly WriterCounters[] {
    return Array.from({ length: this.writers }, (_, writer) => {
      this.kernel.exports.passWriterCounters(this.pass, writer, this.#scratch);
      return writerCountersOf(readDoubles(this.kernel.memory, this.#scratch, writerLayout));
    });
  }

  /** All shards share one seed, so that adversarial keys meet in one bucket wherever they fall. */
  #newMap(shard: number, events: number): number {
    const { hint } = this.#cell;
    return newMap(this.kernel, {
      type: this.#typeAddress,
      minor: this.#type.version,
      ...(this.isSyncMap ? { design: 'sync.Map' as const } : {}),
      hint: Math.ceil(hint / this.#shards),
      seed: BigInt(this.#seed),
      events,
      shard,
    });
  }

  #placeFill(fill: Workload, guard: GuardLayout['code']): number {
    requireValidWorkload({ ...this.#cell, workload: fill }, this.#type);
    return this.#placePass(placeWorkload(this.kernel, fill, this.#type.layout).address, guard);
  }

  #placePass(workload: number, guard: GuardLayout['code']): number {
    const { keyKind, elemSize } = this.#type;
    const points = evenPoints + pointsPerEvent * this.#eventsPerMap * this.#shards;
    const pass = this.kernel.exports.passNew(
      workload,
      guard,
      this.#shards,
      keyKind,
      elemSize,
      points,
    );
    if (pass !== 0) return pass;
    throw new SandboxError('environment', 'expected room for the writers beside the map, got none');
  }

  /** String data counts against the limit beside the map: in a real program it would be there too. */
  #limitWithStrings(): bigint {
    if (this.#arenaLimitBytes === null) return 0n;
    const own = this.#shards * (bytesPerHandle + this.#eventsPerMap * growthLayout.bytes);
    return BigInt(this.#arenaLimitBytes + this.arenaCounters().unchargedBytes + own);
  }
}
