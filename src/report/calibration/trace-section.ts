import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { keepUnits } from '../run/figures/format-figure.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
import { alarmSummary, alarmWords, type AlarmWords } from './alarm-words.ts';
import { growthChart } from './growth/growth-chart.ts';
import type { WatchedTrace } from './shown-trace.ts';
import { drawnEwma, timelineCharts } from './timeline/timeline-charts.ts';
import { figuresOf } from './timeline/timeline-figures.ts';
import { whySection } from './why/why-section.ts';

/** Alarms that are open to see; more are folded away. */
const mostOpen = 8;

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
      <h2 id="${key}-name">
        ${foreign(watched.trace.id)}: ${alarmSummary(watched.trace, watched.episodes)}
      </h2>
    </header>
    ${episodeList(watched)}
    ${watched.why === undefined ? null : await whySection(watched, watched.why, key)}
    <p class="legend">
      <span><i class="held"></i>memory</span>
      <span><i class="ewma"></i>EWMA, alpha ${alpha}, every ${samplingMinutes} min</span>
      <span><i class="alarm"></i>alarm, and its lead</span>
      <span><i class="limit"></i>limit and exhaustion</span>
    </p>
    ${await figuresOf(charts, key, 'full')}
  </section> `;
}

/** Every alarm of a trace, in the words of the command. */
export function episodeList({ episodes, trace }: Pick<WatchedTrace, 'episodes' | 'trace'>): Markup {
  if (episodes.length === 0) return html`<p class="notes">No alarm.</p>`;
  const items = episodes.map((episode) => episodeItem(alarmWords(episode, trace.startedAtMs)));
  const more = items.length - mostOpen;
  return html`<div class="findings">
    <ol>
      ${items.slice(0, mostOpen)}
    </ol>
    ${
      more > 0
        ? html`<details>
            <summary>${formatCount(more)} more</summary>
            <ol start="${mostOpen + 1}">
              ${items.slice(mostOpen)}
            </ol>
          </details>`
        : null
    }
  </div>`;
}

function episodeItem({ level, detector, span, sentence, critical }: AlarmWords): Markup {
  return html`<li class="${level === 'critical' ? 'problem' : 'note'}">
    <b>${level}</b> ${detector} ${span}: ${keepUnits(sentence)}
    ${critical === null ? null : html`<br />${keepUnits(critical)}`}
  </li> `;
}
