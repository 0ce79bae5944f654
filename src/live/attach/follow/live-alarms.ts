import type { LiveMap } from '../../../maps/figures/live-map.ts';
import type { GoType } from '../../../maps/model/go-type/go-type.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { defaultGrowthInterval } from '../../calibrate/interval/growth-interval.ts';
import {
  ClimbIntervalSource,
  GrowthIntervalSource,
} from '../../calibrate/interval/interval-source.ts';
import { AlarmWatch, type AlarmEpisode } from '../../calibrate/calibration/alarm-watch.ts';
import type { Calibration } from '../../calibrate/calibration/calibration.ts';
import { detectors } from '../../detect/detectors.ts';
import type { Sample } from '../../detect/detector.ts';
import type { GrowthModel } from '../../detect/growth-model.ts';
import { growthModelOfTypes } from '../../detect/growth-model-of.ts';
import type { FollowLook } from './follower.ts';

/** An alarm on a process, or on one of its maps. */
export interface LiveAlarm {
  /** `null`: the memory of the process. */
  readonly map: LiveMap | null;
  readonly episode: AlarmEpisode;
  /** When its first point was: milliseconds since 1970. */
  readonly fromMs: number;
}

interface Watch {
  map: LiveMap | null;
  readonly alarms: AlarmWatch;
}

/**
 * The detectors of `detect` on a running process: that of bytes on what its limit counts, and the growth
 * forecast on each map whose growth can be foreseen. Without a calibration only the forecast is at work,
 * by its defaults; without a limit nothing can be exhausted.
 */
export class LiveAlarms {
  readonly #calibration: Calibration | null;
  readonly #watches = new Map<string, Watch>();
  #startMs: number | null = null;

  constructor(calibration: Calibration | null) {
    this.#calibration = calibration;
  }

  /** Takes a look; the alarms that began by it, or became critical. */
  take({ maps, room, atMs }: Pick<FollowLook, 'maps' | 'room' | 'atMs'>): readonly LiveAlarm[] {
    this.#startMs ??= atMs;
    const startMs = this.#startMs;
    if (room === null) return [];
    const { limitBytes, usedBytes } = room;
    const minute = (atMs - startMs) / 60_000;
    const percent = Math.min(100, (100 * usedBytes) / limitBytes);
    const raised: LiveAlarm[] = [];
    const push = (key: string, map: LiveMap | null, sample: Sample): void => {
      const watch = this.#watches.get(key) ?? this.#begin(key, map, limitBytes);
      if (watch === null) return;
      watch.map = map;
      if (!watch.alarms.push(sample)) return;
      const episode = watch.alarms.episodes.at(-1);
      if (episode === undefined) return;
      raised.push({
        map,
        // The watch goes on with it.
        episode: { ...episode },
        fromMs: startMs + episode.fromMinute * 60_000,
      });
    };
    push('', null, { minute, percent, entries: Number.NaN });
    for (const { map } of maps)
      push(map.id, map, { minute, percent, entries: map.figures.entries });
    for (const key of this.#watches.keys())
      if (key !== '' && !maps.some(({ map }) => map.id === key)) this.#watches.delete(key);
    return raised;
  }

  #begin(key: string, map: LiveMap | null, limitBytes: number): Watch | null {
    const chosen: AlarmSettings = this.#calibration ?? uncalibrated;
    const { budget, detector, growthForecast, interval, growthInterval } = chosen;
    const settings = map === null ? detector : growthForecast;
    const model = map === null ? null : growthModelOfMap(map);
    if (settings === null || (map !== null && model === null)) return null;
    const growth = model === null ? null : { model, limitBytes };
    const source =
      map !== null
        ? new GrowthIntervalSource(growthInterval)
        : interval === null
          ? null
          : new ClimbIntervalSource(interval, null);
    const alarms = new AlarmWatch(settings, { history: null, growth }, budget.leadMinutes, source);
    const watch = { map, alarms };
    this.#watches.set(key, watch);
    return watch;
  }
}

/** What is needed of a calibration. */
interface AlarmSettings extends Pick<
  Calibration,
  'growthForecast' | 'interval' | 'growthInterval'
> {
  readonly detector: Calibration['detector'] | null;
  readonly budget: Pick<Calibration['budget'], 'leadMinutes'>;
}

/** A rule on bytes without calibration would be a guess; the forecast is of the map itself. */
const uncalibrated: AlarmSettings = {
  detector: null,
  growthForecast: detectors['growth-forecast'].defaults,
  interval: null,
  growthInterval: defaultGrowthInterval,
  budget: { leadMinutes: 23 },
};

/** The closed form of a map, by its spec; `null` where its type is not certain. */
function growthModelOfMap({ spec }: LiveMap): GrowthModel | null {
  if (spec === null) return null;
  return growthModelOfTypes(
    spec.map,
    typed(spec.key, parseGoKeyType, 'key'),
    typed(spec.value, parseGoType, 'value'),
  );
}

function typed(
  type: string | GoType,
  parse: (text: string, option: string) => GoType,
  option: string,
): GoType {
  return typeof type === 'string' ? parse(type, option) : type;
}
