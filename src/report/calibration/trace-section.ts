import type { AlarmEpisode } from '../../live/calibrate/calibration/detect-alarms.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import { keepUnits } from '../run/figures/format-figure.ts';
import { foreign, html, trusted, type Markup } from '../kit/page/html.ts';
import { renderChart } from '../kit/drawing/render-chart.ts';
import type { NamedChart } from '../run/charts/charts-of-cell.ts';
import { growthChart } from './growth-chart.ts';
import type { WatchedTrace } from './shown-trace.ts';
import { drawnEwma, timelineCharts } from './timeline-charts.ts';

const mostEpisodes = 8;

/** A trace with its alarms, on one time axis, and the growth forecast where it has a map. */
export async function traceSection(watched: WatchedTrace, key: string): Promise<Markup> {
  const growth = growthChart(watched);
  const charts = [
    ...timelineCharts(watched),
    ...(growth === null ? [] : [{ name: 'growth', chart: growth }]),
  ];
  const { alpha, samplingMinutes } = drawnEwma(watched);
  return html`<section class="cell" aria-labelledby="${key}-name">
    <header>
      <p class="eyebrow">${watched.title}</p>
      <h2 id="${key}-name">${foreign(watched.trace.id)}</h2>
    </header>
    ${episodeList(watched)}
    <p class="legend">
      <span><i class="held"></i>memory</span>
      <span><i class="ewma"></i>EWMA, alpha ${alpha}, every ${samplingMinutes} min</span>
      <span><i class="alarm"></i>alarm, and its lead</span>
      <span><i class="limit"></i>limit and exhaustion</span>
    </p>
    ${await figuresOf(charts, key, 'full')}
  </section> `;
}

function episodeList({ episodes, trace }: WatchedTrace): Markup {
  if (episodes.length === 0) return html`<p class="notes">No alarm.</p>`;
  const more = episodes.length - mostEpisodes;
  return html`<div class="findings">
    <ol>
      ${episodes.slice(0, mostEpisodes).map((episode) => episodeItem(episode, trace.startedAtMs))}
      ${more > 0 ? html`<li class="note">and ${formatCount(more)} more</li>` : null}
    </ol>
  </div>`;
}

function episodeItem(episode: AlarmEpisode, startedAtMs: number | null): Markup {
  const at = (minute: number): string =>
    startedAtMs === null
      ? `minute ${formatCount(minute, 1).replace(/\.0$/, '')}`
      : new Date(startedAtMs + minute * 60_000).toISOString();
  const { level, fromMinute, toMinute, forecastInterval: interval, sentence } = episode;
  const range =
    interval === null
      ? ''
      : ` Time left: ${formatCount(Math.round(interval.low))} to ${formatCount(Math.round(interval.high))} minutes.`;
  const { criticalFromMinute: criticalAt, criticalSentence } = episode;
  const isLater = criticalAt !== null && criticalAt > fromMinute;
  const critical = isLater
    ? html` <b>critical</b> from ${at(criticalAt)}: ${keepUnits(criticalSentence ?? '')}`
    : null;
  return html`<li class="${level === 'critical' ? 'problem' : 'note'}">
    <b>${isLater ? 'warning' : level}</b> ${at(fromMinute)} to ${at(toMinute)}:
    ${keepUnits(sentence + range)}${critical}
  </li> `;
}

/** Charts of the full width, whose axes stand in line, or of half of it, two side by side. */
export async function figuresOf(
  charts: readonly NamedChart[],
  key: string,
  width: 'full' | 'half',
): Promise<Markup> {
  const figures: Markup[] = [];
  for (const { name, chart } of charts) {
    const { svgs } = await renderChart(chart, `${key}-${name}`);
    const [wide = '', narrow = wide] = svgs;
    figures.push(
      html`<figure class="${width}">
        <h3>${chart.title}</h3>
        <div class="broad">${trusted(wide)}</div>
        <div class="narrow">${trusted(narrow)}</div>
        <figcaption>${keepUnits(chart.caption)}</figcaption>
      </figure> `,
    );
  }
  return html`<div class="charts timeline">${figures}</div>`;
}
