import type { DetectorSettings } from '../../detect/detectors.ts';
import { growthOfTrace } from '../../detect/growth-of-trace.ts';
import { replay } from '../../detect/replay.ts';
import type { SeriesHistory } from '../../detect/series-history.ts';
import type { Trace } from '../../trace/trace.ts';
import { type AlarmEpisode, AlarmWatch } from './alarm-watch.ts';
import type { Calibration } from './calibration.ts';
import type { ConformalFactors } from './conformal.ts';

/** Runs the detectors of a calibration over a trace. Episodes are in the order of their start. */
export function detectAlarms(
  calibration: Calibration,
  trace: Trace,
  history: SeriesHistory | null,
): AlarmEpisode[] {
  const { detector, growthForecast, interval, budget } = calibration;
  const episodesOf = (settings: DetectorSettings, factors: ConformalFactors | null) => {
    const context = { history, growth: growthOfTrace(trace) };
    const watch = new AlarmWatch(settings, context, budget.leadMinutes, factors);
    replay(trace, -Infinity, Infinity, (sample) => watch.push(sample));
    return watch.episodes;
  };
  const byGrowth = growthOfTrace(trace) === null ? [] : episodesOf(growthForecast, null);
  return [...episodesOf(detector, interval), ...byGrowth].toSorted(
    (a, b) => a.fromMinute - b.fromMinute,
  );
}
