import { mapswellVersion } from '../../base/primitives/mapswell-version.ts';
import type { LiveGrowth, LiveMap, LiveProcess, LiveSource } from '../../maps/figures/live-map.ts';
import { GrowthFeed } from '../../maps/figures/growth-feed.ts';
import { type CountedFigures, mapFiguresOf } from '../../maps/figures/map-figures.ts';
import { thisProcess } from '../../maps/figures/this-process.ts';
import { guardFacts } from '../../maps/model/guards.ts';
import type { MapSpec } from '../../maps/model/map-spec.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import type { InstrumentedMap, TimedGrowth } from './instrumented-map.ts';
import type { GrowthStream } from './routes/growth-stream.ts';

/** The only map of a service. */
const servedId = 'served';

/** A served map at one moment: whoever counts it sees all that another source may not see. */
export interface ServedMapNow extends LiveMap {
  readonly name: string;
  readonly spec: MapSpec;
  readonly figures: CountedFigures;
  readonly shards: readonly CountedFigures[] | null;
}

/** The map of a service as it is now, in time that only the number of its shards decides. */
export function servedMapNow(map: InstrumentedMap): ServedMapNow {
  const { options } = map;
  const { total, shards } = map.shardedStats();
  const kind = kindOf(options);
  return {
    id: servedId,
    address: null,
    name: options.name,
    namedBy: 'given',
    kind,
    type: kind === 'map' ? `map[${options.key}]${options.value}` : kind,
    candidateTypes: [],
    spec: options,
    figures: mapFiguresOf(total),
    shards: shards.length === 1 ? null : shards.map((stats) => mapFiguresOf(stats)),
    isReferenced: true,
    atMs: performance.timeOrigin + performance.now(),
  };
}

function kindOf({ map, guard }: MapSpec): LiveMap['kind'] {
  if (modelFacts(map).family === 'v8') return 'Map';
  return guardFacts(guard).kind === 'sync.Map' ? 'sync.Map' : 'map';
}

/** The map of a service, for those who follow live maps from anywhere. */
export class ServedSource implements LiveSource {
  readonly origin = 'served';
  readonly process: LiveProcess;
  readonly #map: InstrumentedMap;
  readonly #stream: Pick<GrowthStream, 'listen'>;
  readonly #feed = new GrowthFeed();
  #leave: (() => void) | null = null;

  constructor(map: InstrumentedMap, stream: Pick<GrowthStream, 'listen'>) {
    this.#map = map;
    this.#stream = stream;
    const { name } = map.options;
    this.process = thisProcess({ name, runtime: 'mapswell', version: mapswellVersion() });
  }

  readonly discover = (): Promise<readonly LiveMap[]> => Promise.resolve([servedMapNow(this.#map)]);

  readonly refresh = (known: readonly LiveMap[]): Promise<readonly LiveMap[]> =>
    known.some(({ id }) => id === servedId) ? this.discover() : Promise.resolve([]);

  readonly growths = (): AsyncIterable<LiveGrowth> => {
    this.#leave ??= this.#stream.listen((events) => {
      for (const { data } of events) this.#feed.send(liveGrowthOf(data));
    });
    return this.#feed.listen();
  };

  readonly close = (): Promise<void> => {
    this.#leave?.();
    this.#leave = null;
    this.#feed.close();
    return Promise.resolve();
  };
}

function liveGrowthOf(growth: TimedGrowth): LiveGrowth {
  const { kind, shard, entries, fromBuckets, toBuckets } = growth;
  const { bytesBefore, bytesDuring, bytesAfter, startedAtMs } = growth;
  return {
    mapId: servedId,
    kind,
    shard,
    entries,
    isToTheInsert: true,
    fromBuckets,
    toBuckets,
    bytesBefore,
    bytesDuring,
    bytesAfter,
    notBeforeMs: startedAtMs,
    notAfterMs: startedAtMs,
    stack: null,
  };
}
