import { fitZipf, type ZipfFit } from '../../base/stats/streams/fit-zipf.ts';
import type { HotKey } from './hot-keys.ts';
import type { Estimate } from './key-sample.ts';
import type { TrafficOperations } from './traffic-operations.ts';
import type { WorkingSetFigures } from './working-set.ts';

/** What a recording is like, whatever map it is replayed on. */
export interface TrafficFindings {
  readonly distinctKeys: Estimate;
  /** Keys that were asked for once. */
  readonly oneHitKeys: Estimate;
  readonly workingSet: WorkingSetFigures;
  /** `null` where fewer than ten keys were asked for often enough. */
  readonly zipf: ZipfFit | null;
  /** The keys that are asked for most, ten or fewer. */
  readonly hotKeys: readonly HotKey[];
  /** Share of the operations on each shard that was asked for; `null` without. */
  readonly shardLoads: readonly number[] | null;
  /** From the first to the last recorded time; `null` where nothing says when. */
  readonly durationMs: number | null;
  readonly startMs: number | null;
}

/** Sums up what was read so far. */
export function trafficFindings(traffic: TrafficOperations): TrafficFindings {
  const { sample, keys, shardLoads } = traffic;
  const isTimed = !Number.isNaN(traffic.firstTimeMs);
  const counts =
    sample === null
      ? Array.from({ length: keys.length }, (_, slot) => keys.countOf(slot))
      : [...sample.counts];
  return {
    distinctKeys: sample?.distinct ?? { value: keys.length, standardError: 0 },
    oneHitKeys: sample?.once ?? {
      value: counts.reduce((sum, count) => sum + (count === 1 ? 1 : 0), 0),
      standardError: 0,
    },
    workingSet: traffic.workingSet,
    zipf: fitZipf([...Uint32Array.from(counts).toSorted()].toReversed()),
    hotKeys: traffic.hotKeys.list(keys, traffic.operations),
    shardLoads: loadsOf(shardLoads),
    durationMs: isTimed ? traffic.nowMs - traffic.firstTimeMs : null,
    startMs: isTimed ? traffic.firstTimeMs : null,
  };
}

function loadsOf(loads: Float64Array): readonly number[] | null {
  if (loads.length === 0) return null;
  const sum = loads.reduce((total, load) => total + load, 0);
  return Array.from(loads, (load) => (sum === 0 ? 0 : load / sum));
}
