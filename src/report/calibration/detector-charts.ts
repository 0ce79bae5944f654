import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { Evaluation } from '../../live/calibrate/evaluate/evaluate-detector.ts';
import type { Chart } from '../kit/drawing/chart.ts';
import { dotLayer, labelLayer, type ChartLayer } from '../kit/drawing/chart-layers.ts';
import { chartColours } from '../kit/drawing/chart-theme.ts';
import { layeredChart, type ChartAxis } from '../kit/drawing/layered-chart.ts';
import type { NamedChart } from '../run/charts/charts-of-cell.ts';
import { falseAlarmAxis, falseAlarmPosition } from './false-alarm-axis.ts';

/** A detector by the name that it has in the page. */
export interface NamedEvaluation {
  readonly name: string;
  readonly evaluation: Evaluation;
  readonly isChoice: boolean;
}

/** The detectors that were judged, the choice first, the design's own figures last. */
export function namedEvaluations({
  judged,
  preset,
  detector,
}: Calibration): readonly NamedEvaluation[] {
  const rows = judged.map((evaluation) => ({
    name: evaluation.settings.kind,
    evaluation,
    isChoice: evaluation.settings.kind === detector.kind,
  }));
  return [
    ...rows.filter(({ isChoice }) => isChoice),
    ...rows.filter(({ isChoice }) => !isChoice),
    { name: "design's figures", evaluation: preset.evaluation, isChoice: false },
  ];
}

/** Detectors side by side on the unseen part, every share with its interval. */
export function detectorCharts(calibration: Calibration): readonly NamedChart[] {
  const rows = namedEvaluations(calibration);
  return [
    { name: 'recall', chart: recallChart(rows, calibration.budget.leadMinutes) },
    { name: 'false-alarms', chart: falseAlarmChart(rows) },
  ];
}

interface Row {
  readonly name: string;
  readonly stroke: string;
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

function recallChart(evaluations: readonly NamedEvaluation[], leadMinutes: number): Chart {
  const rows = evaluations.flatMap(({ name, evaluation, isChoice }): Row[] => {
    const { recall } = evaluation.quality;
    if (recall === null) return [];
    const { low, high } = recall.interval;
    return [{ name, stroke: strokeOf(name, isChoice), x: recall.share, low, high }];
  });
  const caption = `Share of the failures that are the detector's to see with an alarm at least ${leadMinutes} minutes ahead, and its 95 % interval (Clopper and Pearson). Memory before a doubling is flat: those are left to the growth forecast.`;
  return rowChart('Warned in time', caption, rows, {
    title: 'share of failures',
    from: 0,
    to: 1,
    ticksAt: [0, 0.25, 0.5, 0.75, 1],
    ticks: { format: '.0%' },
  });
}

function falseAlarmChart(evaluations: readonly NamedEvaluation[]): Chart {
  const rows = evaluations.flatMap(({ name, evaluation, isChoice }): Row[] => {
    const rate = evaluation.quality.falseAlarmsPerSeriesDay;
    if (rate === null) return [];
    return [
      {
        name,
        stroke: strokeOf(name, isChoice),
        x: falseAlarmPosition(rate.rate),
        low: falseAlarmPosition(rate.interval.low),
        high: falseAlarmPosition(rate.interval.high),
      },
    ];
  });
  const caption =
    'Alarms on healthy time, those within 30 minutes being one, with their exact 95 % interval (Garwood).';
  const end = Math.max(0, ...rows.map(({ high }) => high)) + 0.1;
  return rowChart('False alarms', caption, rows, falseAlarmAxis('per series-day (log scale)', end));
}

function strokeOf(name: string, isChoice: boolean): string {
  if (isChoice) return chartColours.growing;
  return name === 'growth-forecast' ? chartColours.evacuating : chartColours.held;
}

const rowHeight = 30;

/** A row for each detector: its name, and below it its figure as a dot on its interval. */
function rowChart(title: string, caption: string, rows: readonly Row[], x: ChartAxis): Chart {
  const height = rows.length * rowHeight + 46;
  const placed = rows.map((row, index) => ({ ...row, y: rows.length - index }));
  const said = rows.map(({ name, x: at }) => `${name} ${at.toFixed(3)}`).join(', ');
  return layeredChart({
    title,
    caption,
    description: `${caption} ${said}.`,
    sizes: [
      { width: 572, height },
      { width: 372, height },
    ],
    x,
    y: { title: null, from: 0.4, to: rows.length + 0.6 },
    layers: [intervalLayer(placed), ...rowMarks(placed)],
  });
}

type PlacedRow = Row & { readonly y: number };

function intervalLayer(rows: readonly PlacedRow[]): ChartLayer {
  return {
    data: { values: rows.map(({ low, high, y, stroke }) => ({ x: low, x2: high, y, stroke })) },
    mark: { type: 'rule', strokeWidth: 2 },
    encoding: {
      x2: { field: 'x2' },
      stroke: { field: 'stroke', type: 'nominal', scale: null, legend: null },
    },
  };
}

function rowMarks(rows: readonly PlacedRow[]): ChartLayer[] {
  return [
    dotLayer(
      rows.map(({ x, y, stroke }) => ({ x, y, stroke, fill: chartColours.paper })),
      44,
    ),
    {
      ...labelLayer(
        rows.map(({ name, y }) => ({ x: 0, y, text: name, fill: chartColours.ink })),
        { dy: -10 },
      ),
      encoding: {
        x: { value: 0 },
        text: { field: 'text', type: 'nominal' },
        fill: { field: 'fill', type: 'nominal', scale: null, legend: null },
      },
    },
  ];
}
