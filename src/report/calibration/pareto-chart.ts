import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { ScoredSetting } from '../../live/calibrate/search/scored-setting.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { Chart } from '../kit/drawing/chart.ts';
import {
  dotLayer,
  labelLayer,
  lineLayer,
  uprightLayer,
  type ChartLayer,
  type ChartPoint,
} from '../kit/drawing/chart-layers.ts';
import { chartColours } from '../kit/drawing/chart-theme.ts';
import { layeredChart } from '../kit/drawing/layered-chart.ts';
import { fullSizes } from './timeline/time-axis.ts';
import { falseAlarmAxis, falseAlarmPosition } from './false-alarm-axis.ts';
import { leadText } from './timeline/alarm-layers.ts';

/**
 * Recall over false alarms of the settings that no other beats, on the part to fit; the lead makes
 * the dots larger. The choice stands out, and what it scored on the unseen part is hollow.
 */
export function paretoChart(calibration: Calibration): Chart {
  const { front, budget, provenance } = calibration;
  const most = Math.max(1e-3, ...front.map((one) => one.falseAlarmsPerSeriesDay));
  const xEnd = falseAlarmPosition(most) + 0.15;
  const lowest = Math.min(1, ...front.map(({ recall }) => recall));
  const yStart = Math.max(0, Math.floor((lowest - 0.05) * 10) / 10);
  const caption = captionOf(calibration);
  const budgetAt = falseAlarmPosition(budget.falseAlarmsPerSeriesDay);
  return layeredChart({
    title: 'Pareto front',
    caption,
    description: `Share of failures warned of in time over false alarms per series-day for ${front.length} settings of ${formatCount(provenance.settingsTried)}. ${caption}`,
    sizes: fullSizes(300),
    x: falseAlarmAxis('false alarms per series-day (log scale)', xEnd),
    y: {
      title: `warned ${formatCount(budget.leadMinutes)} minutes ahead`,
      from: yStart,
      to: 1.02,
      ticks: { tickCount: 5, format: '.0%' },
    },
    layers: [
      ...budgetLayers({ x: budgetAt, y: yStart + 0.04 * (1 - yStart) }),
      frontLayer(front),
      ...choiceLayers(calibration),
    ],
  });
}

function budgetLayers({ x, y }: ChartPoint): ChartLayer[] {
  return [
    uprightLayer([{ x }], { stroke: chartColours.limit, width: 1, dash: [5, 3] }),
    labelLayer([{ x, y, text: 'budget', fill: chartColours.limit }], { dx: 5 }),
  ];
}

function frontLayer(front: readonly ScoredSetting[]): ChartLayer {
  const dots = front.map((one) => ({
    x: falseAlarmPosition(one.falseAlarmsPerSeriesDay),
    y: one.recall,
    fill: chartColours.heldSoft,
    stroke: chartColours.held,
    size: 12 + Math.min(160, one.medianLeadMinutes),
  }));
  return dotLayer(dots, 12, 1);
}

/** The choice on the part to fit, full, and on the part that was not seen, hollow. */
function choiceLayers(calibration: Calibration): ChartLayer[] {
  const fitted = fittedChoice(calibration);
  const unseen = unseenChoice(calibration);
  const both = [...(fitted === null ? [] : [fitted]), ...(unseen === null ? [] : [unseen])];
  const stroke = chartColours.growing;
  return [
    lineLayer([{ stroke, points: both }], { width: 1 }),
    dotLayer(fitted === null ? [] : [{ ...fitted, fill: stroke, stroke }], 70),
    dotLayer(unseen === null ? [] : [{ ...unseen, fill: chartColours.paper, stroke }], 70),
    labelLayer(
      unseen === null ? [] : [{ ...unseen, text: 'the choice, unseen part', fill: stroke }],
      { dx: 8, dy: 14 },
    ),
  ];
}

function fittedChoice({ front, detector }: Calibration): ChartPoint | null {
  const text = JSON.stringify(detector);
  const one = front.find(({ settings }) => JSON.stringify(settings) === text);
  return one === undefined
    ? null
    : { x: falseAlarmPosition(one.falseAlarmsPerSeriesDay), y: one.recall };
}

function unseenChoice({ judged, detector }: Calibration): ChartPoint | null {
  const own = judged.find(({ settings }) => settings.kind === detector.kind)?.quality;
  if (own === undefined || own.recall === null || own.falseAlarmsPerSeriesDay === null) return null;
  return { x: falseAlarmPosition(own.falseAlarmsPerSeriesDay.rate), y: own.recall.share };
}

function captionOf({ front, budget, provenance }: Calibration): string {
  const longest = Math.max(0, ...front.map((one) => one.medianLeadMinutes));
  return `Of ${formatCount(provenance.settingsTried)} settings tried, the ${formatCount(front.length)} that no other beats in false alarms, warnings and lead at once, on the part to fit. A larger dot has a longer median lead, up to ${leadText(longest)}. The budget is ${Number(budget.falseAlarmsPerSeriesDay.toPrecision(3))} false alarms per series-day; the choice keeps it with a confidence of 90 %.`;
}
