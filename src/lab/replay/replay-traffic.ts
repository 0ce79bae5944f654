import { modelFacts } from '../../maps/model/model-facts.ts';
import { pause } from '../../base/primitives/pause.ts';
import type { Cell } from '../config/cell.ts';
import type { GoToolchain } from '../subjects/go/go-toolchain.ts';
import type { OperationBlock } from '../traffic/operation-block.ts';
import { readTraffic, type ReadingOptions } from '../traffic/read-traffic.ts';
import type { TrafficFormat } from '../traffic/traffic-format.ts';
import { type TrafficFindings, trafficFindings } from '../traffic/traffic-findings.ts';
import type { TrafficOperations } from '../traffic/traffic-operations.ts';
import { GoReplay } from './go-replay.ts';
import { type GrowthTime, GrowthTimes } from './growth-times.ts';
import { ModelReplay } from './model-replay.ts';
import { NativeReplay } from './native-replay.ts';
import { ReplayClock } from './replay-clock.ts';
import { replayCell, type ReplayMapRequest } from './replay-cell.ts';
import type { ReplayCounts, ReplayedMap, ReplayOutcome } from './replay-counts.ts';

/** A recording and the map that it is replayed on. */
export interface ReplayRequest extends ReplayMapRequest, Omit<ReadingOptions, 'untilMs'> {
  readonly file: string;
  /** Bytes that the map may hold; `null`: what the address space of the model lets it. */
  readonly limitBytes: number | null;
  /** Recorded seconds per second. @default as fast as it goes */
  readonly speed?: number;
  /** Whether a real map of Go performs the operations too. @default false */
  readonly isReal?: boolean;
  readonly toolchain?: GoToolchain;
  readonly signal?: AbortSignal;
  readonly onProgress?: (operations: number, entries: number) => void;
}

/** What a replay found. */
export interface Replay {
  readonly file: string;
  readonly format: TrafficFormat | null;
  readonly cell: Cell;
  readonly limitBytes: number | null;
  /** Recorded operations that were performed, and keys deleted because their time was over. */
  readonly operations: number;
  readonly expired: number;
  readonly counts: ReplayCounts;
  readonly outcome: ReplayOutcome;
  readonly findings: TrafficFindings;
  /** Where each listed growth stands in the recording, in the order of `counts.growthEvents`. */
  readonly growthTimes: readonly GrowthTime[];
  /** Growths by the hour of the day (UTC, or of the recording), 24; `null` where times are not known. */
  readonly growthsByHour: readonly number[] | null;
  /** Recorded bytes of the keys and values in the map; values are 0 where their sizes are not known. */
  readonly payload: {
    readonly bytesHeld: number;
    readonly peakBytes: number;
    readonly hasValueSizes: boolean;
  };
  /** The first block at whose end table and payload were above the limit. */
  readonly overLimit: { readonly operation: number; readonly bytes: number } | null;
  /** The real map beside the model. */
  readonly real: (ReplayCounts & { readonly version: string }) | null;
}

/**
 * Replays a recording of any size on a map, in memory that does not grow with the recording, and counts.
 *
 * @throws SandboxError as `readTraffic`, and as the maps
 */
export async function replayTraffic(request: ReplayRequest): Promise<Replay> {
  const { file, limitBytes, signal } = request;
  const cell = replayCell(request);
  const map: ReplayedMap =
    modelFacts(cell.map).runtime === 'node'
      ? new NativeReplay(limitBytes)
      : new ModelReplay(cell, limitBytes);
  const real = request.isReal === true ? await GoReplay.open(cell, request.toolchain) : null;
  const clock = new ReplayClock(request.speed ?? Number.POSITIVE_INFINITY);
  const { traffic, format, blocks } = readTraffic(file, {
    ...request,
    untilMs: () => clock.untilMs(),
  });
  const run = new Run(map, real, traffic, limitBytes);
  try {
    for await (const _ of blocks()) {
      await clock.wait(traffic.nowMs, signal);
      await pause(signal);
      if (!(await run.perform(traffic.block))) break;
      request.onProgress?.(traffic.operations, traffic.entries);
    }
  } catch (error) {
    // What was counted until a request to end is a result; what was read is performed, to be of one piece.
    if (signal?.aborted !== true) throw error;
    if (await run.perform(traffic.block)) run.interrupt();
  }
  const realCounts = (await real?.counts()) ?? null;
  return {
    file,
    format: format(),
    cell,
    limitBytes,
    operations: run.operations,
    expired: traffic.expired,
    counts: await map.counts(),
    outcome: run.outcome,
    findings: trafficFindings(traffic),
    growthTimes: run.times.listed,
    growthsByHour: run.times.byHour,
    payload: {
      bytesHeld: traffic.payloadBytes,
      peakBytes: traffic.peakPayloadBytes,
      hasValueSizes: traffic.hasValueSizes,
    },
    overLimit: run.overLimit,
    real: realCounts,
  };
}

/** The state of one replay. */
class Run {
  outcome: ReplayOutcome = { kind: 'completed' };
  operations = 0;
  overLimit: Replay['overLimit'] = null;
  readonly times: GrowthTimes;
  readonly #map: ReplayedMap;
  readonly #real: GoReplay | null;
  readonly #traffic: TrafficOperations;
  readonly #limitBytes: number;

  constructor(
    map: ReplayedMap,
    real: GoReplay | null,
    traffic: TrafficOperations,
    limitBytes: number | null,
  ) {
    this.#map = map;
    this.#real = real;
    this.#traffic = traffic;
    this.#limitBytes = limitBytes ?? Number.POSITIVE_INFINITY;
    this.times = new GrowthTimes(map);
  }

  /** False where the map could not go on. */
  async perform(block: OperationBlock): Promise<boolean> {
    const failure = await this.#map.perform(block);
    this.times.add(block);
    await this.#real?.perform(block, failure?.at);
    if (failure !== null) {
      const recorded = block.recorded[failure.at] ?? this.operations;
      this.outcome = failure.outcome(recorded);
      this.operations = recorded - 1;
      return false;
    }
    this.operations = this.#traffic.operations;
    const bytes = this.#map.bytesHeld() + this.#traffic.payloadBytes;
    if (this.overLimit === null && bytes > this.#limitBytes)
      this.overLimit = { operation: this.operations, bytes };
    return true;
  }

  interrupt(): void {
    this.outcome = { kind: 'interrupted' };
  }
}
