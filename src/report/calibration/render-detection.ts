import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import { counted } from '../run/figures/format-figure.ts';
import { foreign, html, type HtmlValue, type Markup } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { alarmSummary, mostDrawn } from './alarm-words.ts';
import { calibrationStyle } from './calibration-style.ts';
import { settingsMarkup } from './calibration-top.ts';
import { detectorTable } from './detector-table.ts';
import { watchTrace, type ShownTrace, type WatchedTrace } from './shown-trace.ts';
import { episodeList, traceSection } from './trace-section.ts';

/**
 * The alarms of a calibration on traces as one HTML page that needs no script and asks nothing of any
 * network: every alarm of every trace in the words of the command, and the first traces drawn.
 */
export async function renderDetection(
  calibration: Calibration,
  traces: readonly ShownTrace[],
): Promise<string> {
  const watched = traces.map((shown) => watchTrace(calibration, shown));
  const sections: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  for (const [index, one] of watched.entries())
    sections.push(
      index < mostDrawn
        ? await traceSection(one, `trace-${index + 1}`)
        : listedSection(one, `trace-${index + 1}`),
    );
  return htmlPage(
    'detection',
    titleOf(watched),
    html`${topSection(calibration, watched)}
      <main>
        ${sections}
        <section class="cell" aria-labelledby="detectors">
          <header>
            <p class="eyebrow">The calibration</p>
            <h2 id="detectors">What these detectors are worth</h2>
          </header>
          ${detectorTable(calibration)}
        </section>
      </main>`,
    { style: calibrationStyle },
  );
}

/** The title of one trace is the line of the command; of several their number. */
function titleOf(watched: readonly WatchedTrace[]): string {
  const [only] = watched;
  if (only !== undefined && watched.length === 1)
    return `${only.trace.id}: ${alarmSummary(only.trace, only.episodes)}`;
  return `${counted(watched.length, 'trace')}: ${alarmsOf(watched)}`;
}

function alarmsOf(watched: readonly WatchedTrace[]): string {
  const alarms = watched.reduce((sum, { episodes }) => sum + episodes.length, 0);
  return alarms === 0 ? 'no alarm' : counted(alarms, 'alarm');
}

function topSection(
  { budget, detector, growthForecast, mapswell }: Calibration,
  watched: readonly WatchedTrace[],
): Markup {
  const [only] = watched;
  const headline: HtmlValue =
    only !== undefined && watched.length === 1
      ? html`${foreign(only.trace.id)}: ${alarmSummary(only.trace, only.episodes)}`
      : titleOf(watched);
  return html`<header class="top">
    <div>
      <p class="eyebrow">mapswell detect</p>
      <h1>${headline}</h1>
      <p class="lede">
        Every alarm that this calibration raises on ${watched.length === 1 ? 'it' : 'them'}, in the
        words of the command.
      </p>
    </div>
    <dl class="facts">
      <dt>Detector</dt>
      <dd>${settingsMarkup(detector)}</dd>
      <dt>Growths</dt>
      <dd>${settingsMarkup(growthForecast)}</dd>
      <dt>Calibrated for</dt>
      <dd>
        ${Number(budget.falseAlarmsPerSeriesDay.toPrecision(3))} false alarms per series-day,
        ${budget.leadMinutes} minutes of lead
      </dd>
      <dt>Program</dt>
      <dd>mapswell ${mapswell}</dd>
    </dl>
  </header> `;
}

function listedSection(watched: WatchedTrace, key: string): Markup {
  return html`<section class="cell" aria-labelledby="${key}-name">
    <header>
      <p class="eyebrow">${watched.title}</p>
      <h2 id="${key}-name">
        ${foreign(watched.trace.id)}: ${alarmSummary(watched.trace, watched.episodes)}
      </h2>
    </header>
    ${episodeList(watched)}
  </section> `;
}
