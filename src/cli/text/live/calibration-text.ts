import type { DetectorSettings } from '../../../live/detect/detectors.ts';
import type { Calibration } from '../../../live/calibrate/calibration/calibration.ts';
import type { IntervalQuality } from '../../../live/calibrate/interval/forecast-interval.ts';
import { growthFigures } from '../../../live/calibrate/calibration/growth-figures.ts';
import { evaluationText, shareText } from './evaluation-text.ts';
import { textTable } from '../text-table.ts';

const frontRows = 12;

/** What a calibration chose, what it scores on the unseen part, and what else there was. */
export function calibrationText(calibration: Calibration): string {
  const { detector, growthForecast, judged, preset, budget, provenance } = calibration;
  const { claim } = preset;
  const parts = [
    `Fitted to ${countPart(calibration, 'fit')} series, judged on ${countPart(calibration, 'judge')} others; ${provenance.settingsTried} settings tried.`,
    `Budget: ${budgetText(calibration)}, ${budget.leadMinutes} minutes of lead.`,
    `Chosen: ${settingsText(detector)}`,
    `Growths: ${settingsText(growthForecast)}; ${growthFigures(calibration)}.`,
    ...intervalTexts(calibration),
    `The design's own figures were claimed to warn of ${claim.warned} of ${claim.of}, ${claim.leadMinutes} minutes ahead; what they score is the last line of the first table.`,
  ];
  const rows = [
    ...judged.map((evaluation) => [evaluation.settings.kind, evaluation] as const),
    ['design', preset.evaluation] as const,
  ];
  const detailed = [detector.kind, growthForecast.kind, 'design'];
  return `${parts.join('\n')}\n\nOn the part not fitted to:\n${evaluationText(rows, detailed)}\nNo setting beats these on the part fitted to:\n${frontText(calibration)}`;
}

/** The intervals of the time left: how often they held on others, and how wide they are. */
export function intervalTexts({ interval, growthInterval }: Calibration): readonly string[] {
  const texts: string[] = [];
  if (interval !== null) {
    const { confidence, judged, judgedFirst: first, judgedLater: later, plain } = interval;
    const held = later === null ? '' : `; later in the alarm it ${spanText(later)}`;
    texts.push(
      `Time left, ${100 * confidence} % interval: at an alarm of others, of drawn shapes, it ${spanText(first)}${held}. ${shareText(judged.soonerThanLow)} came sooner than its lower end. The plain one, the forecast times ${plain.low.toFixed(2)} to ${plain.high.toFixed(2)}, held for ${shareText(first.plainCoverage)} at an alarm.`,
    );
  }
  if (growthInterval.coverage !== null)
    texts.push(
      `Time to a growth, ${100 * growthInterval.confidence} % interval from the arrivals of entries: held for ${shareText(growthInterval.coverage)} of others, its upper end ${(growthInterval.medianSpan ?? 1).toFixed(2)} times the lower one in the median${growthInterval.n === 0 ? '; too few growths to fit it to' : ''}.`,
    );
  return texts;
}

function spanText(judged: IntervalQuality): string {
  const { coverage, medianMinutes, medianForecasts, medianSpan, plainMedianMinutes } = judged;
  return `held for ${shareText(coverage)} and was ${medianMinutes.toFixed(0)} minutes wide in the median (the plain one ${plainMedianMinutes.toFixed(0)}), ${medianForecasts.toFixed(2)} times the forecast, its upper end ${medianSpan.toFixed(1)} times the lower one`;
}

/** `0.035 false alarms per series-day`, and what the wanted one would take. */
function budgetText({ budget, wantedBudget }: Calibration): string {
  const rate = `${Number(budget.falseAlarmsPerSeriesDay.toPrecision(3))} false alarms per series-day`;
  if (wantedBudget === null) return rate;
  return `${rate}, the smallest that these healthy days can show (${wantedBudget.falseAlarmsPerSeriesDay} takes ${Math.ceil(wantedBudget.missingDays)} series-days more)`;
}

function frontText({ front }: Calibration): string {
  return textTable(
    [
      { title: 'false alarms/series-day', align: 'right' },
      { title: 'warned in time', align: 'right' },
      { title: 'median lead min', align: 'right' },
      { title: 'setting' },
    ],
    front
      .slice(0, frontRows)
      .map(({ falseAlarmsPerSeriesDay, recall, medianLeadMinutes, settings }) => [
        falseAlarmsPerSeriesDay.toFixed(4),
        recall.toFixed(3),
        medianLeadMinutes.toFixed(0),
        settingsText(settings),
      ]),
  );
}

/** `ewma-slope alpha 0.15, samplingMinutes 8, ...`. */
export function settingsText(settings: DetectorSettings): string {
  const { kind, ...figures } = settings;
  const parts = Object.entries(figures).map(([name, value]) =>
    Array.isArray(value)
      ? `${name} ${value.map((one) => Number(Number(one).toPrecision(3))).join('/')}`
      : `${name} ${String(value)}`,
  );
  return `${kind} ${parts.join(', ')}`;
}

function countPart({ provenance }: Calibration, wanted: 'fit' | 'judge'): number {
  return provenance.series.filter(({ part }) => part === wanted).length;
}
