import type { ByteColumn } from '../../base/primitives/quantities/byte-unit.ts';
import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { AttachPage } from '../../live/attach/serve/attach-routes.ts';
import type { LiveAlarm } from '../../live/attach/follow/live-alarms.ts';
import type { ProcessView, ViewedMap } from '../../live/attach/serve/process-view.ts';
import { alarmWords } from '../calibration/alarm-words.ts';
import { dataTable, type TableColumn } from '../kit/page/data-table.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
import { style } from '../kit/page/style.ts';
import {
  bytesOfRows,
  countOr,
  fitsText,
  growingOf,
  minutesText,
  nameOf,
  oldTableText,
  peakText,
  rateText,
  roomText,
  typeOf,
} from './live-words.ts';
import { collectorSection } from './collector-chart.ts';
import { growthTable } from './live-growth-table.ts';
import { liveStyle } from './live-style.ts';
import type { RecordedSpan } from './recorded-span.ts';
import { staircaseChart } from './staircase-chart.ts';

const mostRows = 50;
const mostCharts = 12;
const mostAlarms = 8;

/** The page of `attach --serve`: what it shows is drawn here, and replaced in the browser at each look. */
export const livePage: AttachPage = {
  html: (views) =>
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${titleOf(views)}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/attach.css" />
          <script type="module" src="/attach.js"></script>
        </head>
        <body>
          <main class="page" id="content">${contentOf(views)}</main>
          <footer class="page foot">
            <span id="state" role="status">The page follows by itself.</span>
            <span
              >Numbers for programs: <a href="/metrics">/metrics</a>,
              <a href="/debug/mapsize">/debug/mapsize</a>,
              <a href="/debug/mapsize/window">/debug/mapsize/window</a>.</span
            >
          </footer>
        </body>
      </html> `.text,
  content: (views) => contentOf(views).text,
  style: style + liveStyle,
  // What arrives was escaped where it was made.
  script: `const content = document.getElementById('content');
const state = document.getElementById('state');
const stream = new EventSource('/attach/stream');
stream.onmessage = ({ data }) => {
  const scrolled = [...content.querySelectorAll('.scroll')].map((each) => each.scrollLeft);
  content.innerHTML = data;
  content.querySelectorAll('.scroll').forEach((each, i) => { each.scrollLeft = scrolled[i] ?? 0; });
  state.textContent = 'The page follows by itself.';
};
stream.onerror = () => { state.textContent = 'mapswell does not answer: this is what was seen last.'; };
`,
};

function titleOf(views: readonly ProcessView[]): string {
  return `${views.map(({ process: { name, pid } }) => [name, pid ?? ''].join(' ').trim()).join(', ')}: live maps`;
}

function contentOf(views: readonly ProcessView[]): Markup {
  return html`${views.map((view) => processSection(view))}`;
}

/**
 * What is known of a process at its last look.
 *
 * @param recorded absent while it runs
 */
export function processSection(view: ProcessView, recorded?: RecordedSpan): Markup {
  const { process, look, maps } = view;
  const title = html`<h1>${foreign(process.name)}</h1>`;
  const eyebrow = html`<p class="eyebrow">
    ${process.runtime}
    ${process.version}${process.pid === null ? '' : ` · pid ${process.pid}`}${look?.isStopped === true ? ' · stopped' : ''}${recorded === undefined ? '' : ` · ${recorded.words}`}
  </p>`;
  if (look === null)
    return html`<header class="live-top">
      ${eyebrow}${title}
      <p class="lede">Not looked at yet.</p>
    </header>`;
  const shown = maps.slice(0, mostRows);
  const bytes = bytesOfRows(shown.map(({ row }) => row));
  return html`<header class="live-top">
      ${eyebrow}${title}
      <p class="lede">${ledeOf(maps, recorded !== undefined)}</p>
      <p class="muted">
        ${look.room === null ? 'No limit is known.' : `${roomText(look.room)}.`}
        ${othersOf(look.smaller, maps.length - shown.length)}
        ${(look.notes ?? []).map((note) => `${note}. `).join('')}
      </p>
    </header>
    ${alarmList(view.alarms)}
    <h2 class="live-title">Largest maps</h2>
    <section class="charts live">
      ${maps.slice(0, mostCharts).map((viewed) => chartOf(viewed, view, recorded))}
    </section>
    ${collectorSection(view, recorded)} ${growthTable(maps)}
    ${dataTable(
      'Maps',
      columnsIn(bytes),
      shown.map((viewed) => rowOf(viewed, bytes)),
    )}`;
}

/** The growth that comes first, in one sentence. */
function ledeOf(maps: readonly ViewedMap[], isRecorded: boolean): string {
  const [first] = maps
    .filter(({ row }) => row.next?.inMinutes !== null && row.next !== null)
    .toSorted((a, b) => (a.row.next?.inMinutes ?? 0) - (b.row.next?.inMinutes ?? 0));
  const next = first?.row.next ?? null;
  if (first === undefined || next === null)
    return isRecorded ? 'No map filled at the end.' : 'No map fills just now.';
  const minutes = minutesText(next.inMinutes);
  const end = isRecorded ? ' after the end' : '';
  const when = minutes === 'now' ? 'any moment now' : `${isRecorded ? '' : 'in '}${minutes}${end}`;
  const peak = next.peakBytes === null ? '' : `, with ${formatBytes(next.peakBytes)} at its peak`;
  const fits = next.fits === null ? '' : next.fits ? ', which fits' : ', which does NOT fit';
  return `${first.label} grows next: ${when}, at ${formatCount(next.atEntries)} entries${peak}${fits}.`;
}

function othersOf(
  smaller: { readonly maps: number; readonly bytes: number },
  unlisted: number,
): string {
  const small =
    smaller.maps === 0
      ? ''
      : `${formatCount(smaller.maps)} small maps hold ${formatBytes(smaller.bytes)} together.`;
  return unlisted === 0 ? small : `${small} ${formatCount(unlisted)} more are not listed.`;
}

function alarmList(alarms: readonly LiveAlarm[]): Markup | null {
  if (alarms.length === 0) return null;
  const items = alarms
    .slice(-mostAlarms)
    .toReversed()
    .map(({ map, episode, fromMs }) => {
      const words = alarmWords(episode, fromMs - episode.fromMinute * 60_000);
      const kind = episode.level === 'critical' ? 'problem' : 'warn';
      return html`<li class="${kind}">
        <b>${words.level}</b> ${foreign(map === null ? 'process' : nameOf(map))}:
        ${words.critical ?? words.sentence}
        <span class="muted">since ${new Date(fromMs).toISOString().slice(11, 19)}</span>
      </li>`;
    });
  return html`<section class="findings" aria-live="polite">
    <h2>Alarms</h2>
    <ol>
      ${items}
    </ol>
  </section>`;
}

function chartOf(viewed: ViewedMap, { look }: ProcessView, recorded?: RecordedSpan): Markup {
  const { row, label } = viewed;
  const { figures } = row.map;
  const next = row.next === null ? null : minutesText(row.next.inMinutes);
  const ahead =
    next === null || next === '-'
      ? ''
      : next === 'now'
        ? ' Grows now.'
        : ` Grows ${recorded === undefined ? `in ${next}` : `${next} after the end`}.`;
  return html`<figure>
    <h3>${foreign(label)}</h3>
    ${staircaseChart(viewed, look?.room ?? null, look?.atMs ?? row.map.atMs, recorded?.axis)}
    <figcaption>
      ${formatCount(figures.entries)} of ${formatCount(figures.capacityEntries)} entries,
      ${formatBytes(figures.bytes.held)}.${ahead}
    </figcaption>
  </figure>`;
}

const columnsIn = (bytes: ByteColumn): readonly TableColumn[] => [
  { title: 'map' },
  { title: 'type' },
  ...[
    'entries',
    'deleted',
    'capacity',
    'load',
    bytes.title('bytes'),
    bytes.title('old table'),
    'growing',
    'per min',
    'grows at',
    'in',
    bytes.title('peak'),
    'fits',
  ].map((title) => ({ title, isFigure: true })),
];

function rowOf(
  { label, row, oldTables }: ViewedMap,
  bytes: ByteColumn,
): readonly (string | Markup)[] {
  const { map, next } = row;
  const { figures } = map;
  const fits = fitsText(next?.fits ?? null);
  return [
    foreign(label),
    foreign(typeOf(map)),
    formatCount(figures.entries),
    countOr(figures.deleted),
    formatCount(figures.capacityEntries),
    figures.loadFactor.toFixed(2),
    bytes.format(figures.bytes.held),
    oldTableText(map, oldTables, bytes),
    growingOf(map),
    rateText(row),
    countOr(next?.atEntries),
    minutesText(next?.inMinutes ?? null),
    peakText(row, bytes),
    fits === 'NO' ? html`<span class="tag problem">NO</span>` : fits,
  ];
}
