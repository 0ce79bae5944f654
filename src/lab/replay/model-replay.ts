import { createKernel, largestArenaBytes } from '../../maps/reference/kernel/kernel.ts';
import type { Kernel } from '../../maps/reference/kernel/kernel.ts';
import { Guard, PassStatus } from '../../maps/reference/kernel/kernel-enums.ts';
import { growthLayout } from '../../maps/reference/kernel/kernel-layouts.ts';
import { newMap, newMapType } from '../../maps/reference/kernel/new-map.ts';
import { readGrowthEvents } from '../../maps/reference/kernel/read-growth-events.ts';
import { mapRecordBytes, MapStatsReader } from '../../maps/reference/kernel/read-map-stats.ts';
import { readMapFault } from '../../maps/reference/map-fault.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../config/cell.ts';
import { referenceMapType } from '../subjects/reference/reference-map-type.ts';
import type { OperationBlock } from '../traffic/operation-block.ts';
import { placeWorkload } from '../workload/operation-stream.ts';
import { reserveMemory } from '../../maps/reference/kernel/reserve-memory.ts';
import { hashSeedOfCell } from '../subjects/hash-seeds.ts';
import type { ReplayCounts, ReplayedMap, ReplayFailure } from './replay-counts.ts';

/** Operations that lie in the memory of the kernel at a time. */
const windowOperations = 1 << 15;
const events = 1 << 16;

/** A reference map of Go, in a kernel of its own, hashed like the real one of `GoReplay`. */
export class ModelReplay implements ReplayedMap {
  readonly #kernel: Kernel;
  readonly #limitBytes: number;
  readonly #window: number;
  readonly #pass: number;
  readonly #map: number;
  readonly #seed: bigint;
  readonly #stats: MapStatsReader;
  readonly #eventView: DataView;

  /**
   * @param cell with one recorded phase
   * @throws SandboxError `config` or `usage` for types that no such map can have, `environment` without memory
   */
  constructor(cell: Cell, limitBytes: number | null) {
    const type = referenceMapType(cell);
    this.#limitBytes = Math.min(limitBytes ?? largestArenaBytes, largestArenaBytes);
    this.#kernel = createKernel({ chargedBytes: this.#limitBytes });
    const { exports, memory } = this.#kernel;
    this.#window = reserveMemory(this.#kernel, windowOperations * 8, 'recorded operations');
    const tables = new Map([[0, this.#window]]);
    const { address } = placeWorkload(this.#kernel, windowed(cell), type.layout, tables);
    this.#pass = exports.passNew(address, Guard.None, 1, type.keyKind, type.elemSize, 1024);
    const { words, seed } = hashSeedOfCell(cell);
    this.#seed = seed;
    this.#map = newMap(this.#kernel, {
      type: newMapType(this.#kernel, type),
      minor: type.version,
      hint: cell.hint,
      seed: BigInt(cell.workload.seed),
      events,
    });
    if (this.#map === 0 || this.#pass === 0)
      throw new SandboxError(
        'environment',
        `expected memory for a map with hint ${cell.hint}, got none under the limit of ${this.#limitBytes} bytes`,
      );
    exports.mapSetHashKeys(this.#map, ...words);
    exports.mapSetSeed(this.#map, seed);
    exports.passSetMap(this.#pass, 0, this.#map);
    const out = reserveMemory(this.#kernel, mapRecordBytes, 'figures');
    this.#stats = new MapStatsReader(this.#kernel, this.#map, out);
    exports.exactBegin(this.#pass, BigInt(Number.MAX_SAFE_INTEGER));
    this.#eventView = new DataView(memory.buffer);
  }

  perform(block: OperationBlock): ReplayFailure | null {
    const { exports, memory } = this.#kernel;
    const bytes = new Uint8Array(memory.buffer);
    let at = 0;
    let emptied = 0;
    while (at < block.length) {
      const emptyAt = block.emptiedAt[emptied] ?? block.length;
      const to = Math.min(block.length, at + windowOperations - this.#offset, emptyAt);
      bytes.set(block.bytes(at, to), this.#window + 8 * this.#offset);
      this.#offset = (this.#offset + to - at) % windowOperations;
      if (exports.exactRun(this.#pass, to - at) === PassStatus.Stopped) return this.#failure();
      at = to;
      if (at !== emptyAt || emptyAt === block.length) continue;
      // A map that becomes empty takes a new hash seed, at random: here the same one again.
      exports.mapSetSeed(this.#map, this.#seed);
      emptied += 1;
    }
    this.#performed += block.length;
    return null;
  }

  growths(): { readonly count: number; readonly listed: number } {
    const { exports } = this.#kernel;
    const listed = exports.mapEventCount(this.#map);
    return { count: listed + exports.mapEventsDropped(this.#map), listed };
  }

  growthOperation(listed: number): number {
    const first = this.#kernel.exports.mapEvents(this.#map);
    const at = first + listed * growthLayout.bytes + growthLayout.doubles.operation * 8;
    return this.#eventView.getFloat64(at, true);
  }

  bytesHeld(): number {
    return this.#stats.read().bytesHeld;
  }

  counts(): ReplayCounts {
    const stats = this.#stats.read();
    return {
      entries: stats.entries,
      bytesHeld: stats.bytesHeld,
      peakBytes: stats.bytesPeak,
      totalBytesAllocated: stats.totalBytesAllocated,
      totalAllocations: stats.totalAllocations,
      growthEvents: readGrowthEvents(this.#kernel, this.#map),
      growthEventsDropped: this.#kernel.exports.mapEventsDropped(this.#map),
      growthsByKind: stats.growthsByKind,
    };
  }

  /** Where in the window the next operation lies: the kernel reads it round and round. */
  #offset = 0;
  #performed = 0;

  #failure(): ReplayFailure {
    const fault = readMapFault(this.#kernel, this.#map);
    if (fault?.kind !== 'out-of-memory') throw new Error('expected a map that was refused memory');
    const at = fault.operation - this.#performed - 1;
    const { bytesAsked: bytesRefused } = fault;
    const limitBytes = this.#limitBytes;
    return {
      at,
      outcome: (operation) => ({ kind: 'out-of-memory', operation, bytesRefused, limitBytes }),
    };
  }
}

/** One phase over the window, which does not end. */
function windowed({ workload }: Cell): Cell['workload'] {
  const keys = { kind: 'trace', file: '', operations: windowOperations } as const;
  const phase = {
    name: 'replay',
    operationsPerWriter: Number.MAX_SAFE_INTEGER,
    mix: { lookup: 1 },
  };
  return { ...workload, writers: 1, phases: [{ ...phase, keys }] };
}
