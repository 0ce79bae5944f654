import type { DetectorSettings } from '../../detect/detectors.ts';
import { growthOfTrace } from '../../detect/growth-of-trace.ts';
import { replay } from '../../detect/replay.ts';
import type { SeriesHistory } from '../../detect/series-history.ts';
import type { Trace } from '../../trace/trace.ts';
import { type AlarmEpisode, AlarmWatch } from './alarm-watch.ts';
import type { Calibration } from './calibration.ts';
import {
  ClimbIntervalSource,
  GrowthIntervalSource,
  type IntervalSource,
} from '../interval/interval-source.ts';

/** Runs the detectors of a calibration over a trace. Episodes are in the order of their start. */
export function detectAlarms(
  calibration: Calibration,
  trace: Trace,
  history: SeriesHistory | null,
): AlarmEpisode[] {
  const { detector, growthForecast, interval, growthInterval, budget } = calibration;
  const episodesOf = (settings: DetectorSettings, source: IntervalSource | null) => {
    const context = { history, growth: growthOfTrace(trace) };
    const watch = new AlarmWatch(settings, context, budget.leadMinutes, source);
    replay(trace, -Infinity, Infinity, (sample) => watch.push(sample));
    return watch.episodes;
  };
  const byGrowth =
    growthOfTrace(trace) === null
      ? []
      : episodesOf(growthForecast, new GrowthIntervalSource(growthInterval));
  const byClimb = interval === null ? null : new ClimbIntervalSource(interval, history);
  return [...episodesOf(detector, byClimb), ...byGrowth].toSorted(
    (a, b) => a.fromMinute - b.fromMinute,
  );
}
