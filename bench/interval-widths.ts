import { casesOfTrace } from '../src/live/calibrate/calibration/cases-of.ts';
import type { SeriesSplit } from '../src/live/calibrate/evaluate/split-series.ts';
import { drawnCurves } from '../src/live/calibrate/fleet/curve-source.ts';
import { type AlarmMoment, alarmMoments } from '../src/live/calibrate/interval/alarm-moments.ts';
import {
  drawnShapes,
  type ForecastInterval,
  intervalOfMoments,
} from '../src/live/calibrate/interval/forecast-interval.ts';
import type { DetectorSettings } from '../src/live/detect/detectors.ts';
import type { Trace } from '../src/live/trace/trace.ts';
import { shareText } from '../src/cli/text/live/evaluation-text.ts';
import { intervalBound } from './interval-bound.ts';

/** How wide it was before and is now, and what it would be for one who knew the onset, or saw no noise. */
export function widthText(
  settings: readonly (readonly [string, DetectorSettings])[],
  { fit, judge }: SeriesSplit,
  seed: number,
): string {
  const lines = [
    '  width in minutes, over the forecast, and as upper end over lower end, medians:',
  ];
  let firsts: readonly AlarmMoment[] = [];
  for (const [name, one] of settings) {
    const fitted = momentsOf(one, fit, seed);
    const judged = momentsOf(one, judge, seed + 1);
    firsts = judged.filter(({ minutesUp }) => minutesUp === 0);
    for (const [how, told] of [
      ['', (moment: AlarmMoment) => moment],
      [', told the minute of the onset', toldOnset],
    ] as const) {
      const interval = intervalOfMoments({
        fitted: fitted.map(told),
        judged: judged.map(told),
        named: [],
      });
      if (interval === null) continue;
      const { low, high } = interval.plain;
      lines.push(
        `   ${name}${how} (plain: ${low.toFixed(2)} to ${high.toFixed(2)} forecasts)`,
        widthsOf(interval),
      );
    }
  }
  for (const when of ['first', 'later'] as const) {
    const { minutes, span } = intervalBound(firsts, when, seed);
    lines.push(
      `   no noise, ${when}: ${minutes.toFixed(0)} minutes, or ${span.toFixed(1)} times, by the nearest of 60,000 simulated failures`,
    );
  }
  return lines.join('\n');
}

function momentsOf(
  settings: DetectorSettings,
  traces: readonly Trace[],
  seed: number,
): readonly AlarmMoment[] {
  return traces
    .flatMap((trace) => casesOfTrace(trace, seed, drawnCurves(drawnShapes)))
    .flatMap((judged) => alarmMoments(settings, judged));
}

/** With the pace since the onset, which nobody sees, for the one since a quarter of the climb. */
function toldOnset(moment: AlarmMoment): AlarmMoment {
  const { figures, durationMinutes, actualMinutes } = moment;
  const since = Math.max(1, durationMinutes - actualMinutes);
  const sinceQuarter = Math.max(1, (since * (1 - figures.doneShare)) / figures.doneShare);
  return { ...moment, figures: { ...figures, sinceQuarter } };
}

function widthsOf(interval: ForecastInterval): string {
  const texts = [interval.judgedFirst, interval.judgedLater, interval.judged].map((one) =>
    one === null
      ? '-'
      : `${one.medianMinutes.toFixed(0)} (plain ${one.plainMedianMinutes.toFixed(0)}), ${one.medianForecasts.toFixed(2)} forecasts, ${one.medianSpan.toFixed(1)} times, held ${shareText(one.coverage)}, by width ${one.coverageByWidth.map(({ share }) => share.toFixed(3)).join(' ')}`,
  );
  return ['first', 'later', 'all'].map((when, i) => `    ${when}: ${texts[i] ?? ''}`).join('\n');
}
