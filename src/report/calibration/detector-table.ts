import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { Share } from '../../live/calibrate/evaluate/quality.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { HtmlValue, Markup } from '../kit/page/html.ts';
import { html } from '../kit/page/html.ts';
import { dataTable } from '../kit/page/data-table.ts';
import { namedEvaluations, type NamedEvaluation } from './detector-charts.ts';

/** Every detector with what it scored on the part that it was not fitted to. */
export function detectorTable(calibration: Calibration): Markup {
  return dataTable(
    'Detectors on the unseen part',
    [
      { title: 'Detector' },
      { title: 'Warned in time', isFigure: true },
      { title: 'bound', isFigure: true },
      { title: 'Median lead', isFigure: true },
      { title: 'up at the end', isFigure: true },
      { title: 'False alarms per series-day', isFigure: true },
      { title: 'series-days', isFigure: true },
      { title: 'time in alarm', isFigure: true },
    ],
    namedEvaluations(calibration).map(tableRow),
    'On series that nothing was fitted to',
  );
}

function tableRow({ name, evaluation, isChoice }: NamedEvaluation): readonly HtmlValue[] {
  const { quality } = evaluation;
  const rate = quality.falseAlarmsPerSeriesDay;
  const lead = quality.leadQuantilesMinutes;
  return [
    isChoice ? html`<b>${name}</b> <span class="muted">the choice</span>` : name,
    shareMarkup(quality.recall),
    quality.recallBound === null ? '' : percent(quality.recallBound),
    lead === null ? '' : `${formatCount(Math.round(lead.p50))} min`,
    quality.firingAtEnd === null ? '' : percent(quality.firingAtEnd.share),
    rate === null
      ? ''
      : html`${rate.rate.toFixed(3)}
          <span class="muted"
            >${rate.interval.low.toFixed(3)} to ${rate.interval.high.toFixed(3)}</span
          >`,
    formatCount(quality.seriesDays, 1),
    quality.timeInAlarmShare === null ? '' : percent(quality.timeInAlarmShare),
  ];
}

function shareMarkup(share: Share | null): HtmlValue {
  if (share === null) return '';
  const { low, high } = share.interval;
  return html`${percent(share.share)}
    <span class="muted">${percent(low)} to ${percent(high)}, n ${formatCount(share.n)}</span>`;
}

/** `99.1 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}\u00a0%`;
}
