import type { DetectorSettings } from '../../live/detect/detectors.ts';
import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import { formatMinutes } from '../../live/detect/format-figures.ts';
import type { IntervalQuality } from '../../live/calibrate/interval/forecast-interval.ts';
import { growthFigures } from '../../live/calibrate/calibration/growth-figures.ts';
import type { Quality, Share } from '../../live/calibrate/evaluate/quality.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { counted, formatTimes } from '../run/figures/format-figure.ts';
import { html, type Markup } from '../kit/page/html.ts';
import { percent } from './detector-table.ts';

/** What was chosen, by which budget, and what it is worth on series that it has not seen. */
export function calibrationTop(calibration: Calibration): Markup {
  const { provenance, budget, wantedBudget, mapswell } = calibration;
  const parts = (part: 'fit' | 'judge'): number =>
    provenance.series.filter((one) => one.part === part).length;
  return html`<header class="top">
      <div>
        <p class="eyebrow">mapswell calibration</p>
        <h1>${headline(calibration)}</h1>
        <p class="lede">
          ${formatCount(provenance.settingsTried)} settings were fitted to
          ${counted(parts('fit'), 'series', 'series')} and the best judged, figures fixed, on
          ${counted(parts('judge'), 'other', 'others')}. What stands here was scored on those
          others.
        </p>
      </div>
      <dl class="facts">
        <dt>Budget</dt>
        <dd>
          ${Number(budget.falseAlarmsPerSeriesDay.toPrecision(3))} false alarms per series-day,
          ${budget.leadMinutes} minutes of
          lead${
            wantedBudget === null
              ? ''
              : `; ${wantedBudget.falseAlarmsPerSeriesDay} would take ${Math.ceil(wantedBudget.missingDays)} healthy series-days more`
          }
        </dd>
        <dt>Detector</dt>
        <dd>${settingsMarkup(calibration.detector)}</dd>
        <dt>Growths</dt>
        <dd>${settingsMarkup(calibration.growthForecast)}; ${growthFigures(calibration)}</dd>
        <dt>Program</dt>
        <dd>mapswell ${mapswell}, seed ${provenance.seed}</dd>
      </dl>
    </header>
    <section class="findings" aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      <ol>
        ${findings(calibration).map((sentence) => html`<li class="note">${sentence}</li> `)}
      </ol>
    </section> `;
}

function headline(calibration: Calibration): string {
  const quality = ownQuality(calibration, calibration.detector);
  const rate = quality?.falseAlarmsPerSeriesDay?.rate;
  if (quality?.recall === null || quality?.recall === undefined || rate === undefined)
    return `${calibration.detector.kind}, not judged on anything unseen`;
  const warns = `Warns of ${percent(quality.recall.share)} of failures ${calibration.budget.leadMinutes} minutes ahead`;
  return quality.falseAlarms === 0
    ? `${warns}, without a false alarm in ${formatCount(quality.seriesDays)} series-days`
    : `${warns}, at ${rate.toFixed(3)} false alarms per series-day`;
}

function ownQuality({ judged }: Calibration, { kind }: DetectorSettings): Quality | undefined {
  return judged.find(({ settings }) => settings.kind === kind)?.quality;
}

function findings(calibration: Calibration): readonly string[] {
  return [
    designFinding(calibration),
    ...growthFinding(calibration),
    ...intervalFinding(calibration),
  ];
}

function designFinding(calibration: Calibration): string {
  const { claim, evaluation } = calibration.preset;
  const { recall, falseAlarmsPerSeriesDay } = evaluation.quality;
  const claimed = `The design's own figures were claimed to warn of ${claim.warned} of ${claim.of} failures, ${claim.leadMinutes} minutes ahead.`;
  if (recall === null || falseAlarmsPerSeriesDay === null) return claimed;
  const own = ownQuality(calibration, calibration.detector)?.falseAlarmsPerSeriesDay;
  const { rate } = falseAlarmsPerSeriesDay;
  const ratio =
    own === undefined || own === null || own.rate === 0
      ? ''
      : `, ${formatTimes(rate / own.rate)} as many as the choice`;
  return `${claimed} Here they warn of ${percent(recall.share)} (${percent(recall.interval.low)} to ${percent(recall.interval.high)}, n ${formatCount(recall.n)}) at ${rate.toFixed(3)} false alarms per series-day${ratio}.`;
}

function growthFinding(calibration: Calibration): readonly string[] {
  const quality = ownQuality(calibration, calibration.growthForecast);
  const rate = quality?.falseAlarmsPerSeriesDay?.rate;
  if (quality?.recall === null || quality?.recall === undefined || rate === undefined) return [];
  return [
    `The growth forecast warns of ${quality.recall.hits} of ${quality.recall.n} doublings that do not fit, at ${rate.toFixed(3)} false alarms per series-day.`,
  ];
}

/** `87.2 % (85.5 % to 88.8 %, n 1,567)`. */
function heldText({ share, interval: { low, high }, n }: Share): string {
  return `${percent(share)} (${percent(low)} to ${percent(high)}, n ${formatCount(n)})`;
}

function widthText({ medianMinutes, plainMedianMinutes }: IntervalQuality): string {
  return `${formatMinutes(medianMinutes)} wide in the median, where the forecast alone needs ${formatMinutes(plainMedianMinutes)}`;
}

function intervalFinding({ interval, growthInterval }: Calibration): readonly string[] {
  const sentences: string[] = [];
  if (interval !== null) {
    const { confidence, judgedFirst: first, judgedLater: later, judged } = interval;
    const after =
      later === null
        ? ''
        : ` Later in the alarm it held for ${heldText(later.coverage)}, ${widthText(later)}.`;
    sentences.push(
      `At an alarm, the time left has an interval with a confidence of ${100 * confidence} %, made of how memory has climbed so far. On failures of shapes drawn at random, none of them fitted, it held for ${heldText(first.coverage)}, ${widthText(first)}.${after} Sooner than its lower end came ${heldText(judged.soonerThanLow)}.`,
    );
  }
  if (growthInterval.coverage !== null)
    sentences.push(
      `The time to a growth that does not fit has an interval from how unevenly entries come; it held for ${heldText(growthInterval.coverage)}.`,
    );
  return sentences;
}

/** A detector with its figures. */
export function settingsMarkup({ kind, ...figures }: DetectorSettings): Markup {
  const parts = Object.entries(figures).map(([name, value]) => {
    const values = Array.isArray(value) ? value : [value];
    const text = values.map((one) => Number(Number(one).toPrecision(3))).join(' / ');
    return `${spaced(name)} ${text}`;
  });
  return html`<b>${kind}</b> <span class="muted">${parts.join(', ')}</span>`;
}

/** `samplingMinutes` as people write it. */
function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
