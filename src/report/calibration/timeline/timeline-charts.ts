import { numberAt } from '../../../base/primitives/number-at.ts';
import type { DetectorSettings } from '../../../live/detect/detectors.ts';
import { shortFigure } from '../../../live/detect/format-figures.ts';
import { SmoothedSlope } from '../../../live/detect/smoothed-slope.ts';
import { designPreset } from '../../../live/detect/detectors/source-rule.ts';
import { replay } from '../../../live/detect/replay.ts';
import { mergeMinutes } from '../../../live/calibrate/evaluate/episodes.ts';
import { scorePoints } from '../../../live/calibrate/evaluate/score-points.ts';
import { quantile } from '../../../base/stats/quantile.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import {
  labelLayer,
  levelLayer,
  lineLayer,
  type ChartPoint,
} from '../../kit/drawing/chart-layers.ts';
import { chartColours } from '../../kit/drawing/chart-theme.ts';
import type { NamedChart } from '../../run/charts/charts-of-cell.ts';
import type { ChartAxis } from '../../kit/drawing/layered-chart.ts';
import { alarmLayers, leadLayers, leadText } from './alarm-layers.ts';
import { detectorScale } from '../detector-scale.ts';
import type { WatchedTrace } from '../shown-trace.ts';
import { hoursAt, pointsOver, timeChart } from './time-axis.ts';

type SlopeSettings = Extract<DetectorSettings, { kind: 'source-rule' | 'ewma-slope' }>;

/** The EWMA that a trace is drawn with: that of its detector, or of the design. */
export interface DrawnEwma {
  readonly alpha: number;
  readonly samplingMinutes: number;
}

export function drawnEwma({ detectors }: WatchedTrace): DrawnEwma {
  return detectors.find(isSlope) ?? designPreset.settings;
}

function isSlope(settings: DetectorSettings): settings is SlopeSettings {
  return settings.kind === 'source-rule' || settings.kind === 'ewma-slope';
}

/** Trace, EWMA, slope, threshold, alarm, exhaustion and lead: charts on one time axis. */
export function timelineCharts(watched: WatchedTrace): readonly NamedChart[] {
  const ewma = ewmaPoints(watched);
  return [
    { name: 'memory', chart: memoryChart(watched, ewma.levels) },
    ...(watched.detectors.some(isSlope)
      ? []
      : [{ name: 'slope', chart: slopeChart(watched, ewma.slopes) }]),
    ...watched.detectors.map((settings, index) => ({
      name: index === 0 ? 'score' : `score-${index + 1}`,
      chart: scoreChart(watched, settings),
    })),
  ];
}

function memoryChart(watched: WatchedTrace, ewma: readonly ChartPoint[]): Chart {
  const { trace } = watched;
  const memory = pointsOver(watched, trace.minutes, (i) => numberAt(trace.percent, i));
  const lowest = Math.min(100, ...memory.map(({ y }) => y));
  const floor = lowest > 60 ? Math.floor((lowest - 4) / 10) * 10 : 0;
  const caption = memoryCaption(watched);
  const layers = [
    ...alarmLayers(watched),
    levelLayer([{ y: 100, stroke: chartColours.limit }], [5, 3]),
    lineLayer([{ stroke: chartColours.held, points: memory }], { width: 1.25 }),
    lineLayer([{ stroke: chartColours.evacuating, points: ewma }], { width: 2 }),
    ...leadLayers(watched, floor + 0.1 * (100 - floor)),
  ];
  return timeChart(watched, {
    title: 'Memory and its EWMA',
    caption,
    description: `Memory in percent of its limit over time with its moving average. ${caption}`,
    y: { title: '% of the limit', from: floor, to: 100 + 0.08 * (100 - floor) },
    layers,
    height: 250,
  });
}

function memoryCaption({
  episodes,
  exhaustedAtMinute,
  leadMinutes,
  toMinute,
}: WatchedTrace): string {
  const exhausted = exhaustedAtMinute === null ? 'Never exhausted' : 'Exhausted';
  if (episodes.length === 0) return `${exhausted}, and no alarm.`;
  const alarms = episodes.length === 1 ? 'One alarm' : `${episodes.length} alarms`;
  if (leadMinutes !== null)
    return `${alarms}; the first of the failure came ${leadText(leadMinutes)} before exhaustion.`;
  if (exhaustedAtMinute !== null)
    return `${alarms}, none of which was up before exhaustion: false.`;
  const isOpen = episodes.some((episode) => toMinute - episode.toMinute <= mergeMinutes);
  return isOpen
    ? `${alarms}, up to the end of the series: whether true, it does not show.`
    : `${alarms}, and never exhausted: false.`;
}

/** Slope of the EWMA over its last three points, with the design's threshold. */
function slopeChart(watched: WatchedTrace, slopes: readonly ChartPoint[]): Chart {
  const { slopePercentPerMinute } = designPreset.settings;
  const { alpha, samplingMinutes } = drawnEwma(watched);
  const layers = [
    ...alarmLayers(watched),
    lineLayer([{ stroke: chartColours.evacuating, points: slopes }], { width: 1.5 }),
    ...thresholdLayers(watched, slopePercentPerMinute, `design's ${slopePercentPerMinute}`),
  ];
  const caption = `Through the last three points of the EWMA (alpha ${alpha}, a point every ${samplingMinutes} minutes). The design's rule alarms above ${slopePercentPerMinute} % a minute, whatever is left.`;
  return timeChart(watched, {
    title: 'EWMA slope',
    caption,
    description: caption,
    y: { title: '% a minute', ...rangeOf(slopes, slopePercentPerMinute) },
    layers,
    height: 150,
  });
}

/** The score of the detector against its threshold. */
function scoreChart(watched: WatchedTrace, settings: DetectorSettings): Chart {
  const { trace, history } = watched;
  const scale = detectorScale(settings);
  const { minutes, scores } = scorePoints(settings, { trace, history });
  const points = pointsOver(watched, minutes, (i) => scale.valueOf(numberAt(scores, i)));
  const side = scale.isAlarmAbove ? 'above' : 'below';
  const caption = `What the detector ${settings.kind} holds against its threshold: an alarm ${side} ${shortFigure(scale.threshold)}${settings.pointsInRow > 1 ? `, ${settings.pointsInRow} points in a row` : ''}. ${scale.isAlarmAbove ? `At ${shortFigure(scale.calm)}` : 'At the top'} it sees no exhaustion within reach.`;
  const layers = [
    ...alarmLayers(watched),
    lineLayer([{ stroke: chartColours.ink, points }], { width: 1.25 }),
    ...thresholdLayers(watched, scale.threshold, `alarm ${side} ${shortFigure(scale.threshold)}`),
  ];
  return timeChart(watched, {
    title: scale.title,
    caption,
    description: caption,
    y: { title: scale.axis, ...rangeOf(points, scale.threshold) },
    layers,
    height: 150,
  });
}

function thresholdLayers(
  watched: WatchedTrace,
  y: number,
  text: string,
): readonly ReturnType<typeof labelLayer>[] {
  const x = hoursAt(watched)(watched.fromMinute);
  return [
    levelLayer([{ y, stroke: chartColours.growing }], [5, 3]),
    labelLayer([{ x, y, text, fill: chartColours.growing }], { dx: 4, dy: -8 }),
  ];
}

/** Of leaps so many points are cut off, or one would press everything else flat. */
const cutShare = 0.01;

/** From zero, or the lowest, to what is a little above all of it and of the threshold. */
function rangeOf(points: readonly ChartPoint[], threshold: number): Pick<ChartAxis, 'from' | 'to'> {
  const values = points.map(({ y }) => y);
  if (values.length === 0) return { from: 0, to: 1.5 * threshold };
  // A threshold may be negative, as one below the healthy high is.
  const above = threshold + 0.5 * Math.abs(threshold);
  const highest = Math.max(above, quantile(values, 1 - cutShare));
  return {
    from: Math.min(0, quantile(values, cutShare)),
    to: highest + 0.1 * Math.abs(highest),
  };
}

interface EwmaPoints {
  readonly levels: readonly ChartPoint[];
  readonly slopes: readonly ChartPoint[];
}

function ewmaPoints(watched: WatchedTrace): EwmaPoints {
  const { alpha, samplingMinutes } = drawnEwma(watched);
  const ewma = new SmoothedSlope(alpha, samplingMinutes);
  const minutes: number[] = [];
  const levels: number[] = [];
  const slopes: number[] = [];
  replay(watched.trace, -Infinity, watched.toMinute, (sample) => {
    if (!ewma.push(sample)) return;
    minutes.push(sample.minute);
    levels.push(ewma.level);
    slopes.push(ewma.slope);
  });
  return {
    levels: pointsOver(watched, minutes, (i) => numberAt(levels, i)),
    slopes: pointsOver(watched, minutes, (i) => numberAt(slopes, i)),
  };
}
