import { formatDuration } from '../../base/primitives/quantities/format-duration.ts';
import type { CollectorPoint } from '../../live/attach/serve/collector-history.ts';
import type { ProcessView } from '../../live/attach/serve/process-view.ts';
import { html, type Markup, trusted } from '../kit/page/html.ts';
import { byteGrid, shortened } from './chart-grid.ts';
import { collectorText } from './live-words.ts';
import { liveAxis, type RecordedSpan, type TimeWords } from './recorded-span.ts';

const width = 760;
const height = 240;
/** Room for figures in the larger letters of a narrow screen. */
const left = 90;
const right = 8;
const top = 16;
const bottom = 28;
/** Cycles closer together than that are one line. */
const leastGap = 3;

/**
 * The bytes of all maps, the heap and its goal on one axis of time, with the cycles of the collector and
 * the growths of maps; `null` where the collector is not seen.
 */
export function collectorSection(view: ProcessView, recorded?: RecordedSpan): Markup | null {
  const { history, look, runtime } = view;
  const collector = look?.collector ?? null;
  if (collector === null || history.length < 2) return null;
  const heap = runtime === 'go' ? 'Heap: live and allocated since' : 'Heap: pages of all spaces';
  return html`<section class="charts live wide">
    <figure>
      <h3>Maps and the collector</h3>
      ${chart(view, recorded?.axis ?? liveAxis)}
      <figcaption>
        <span class="key maps">Maps</span> <span class="key old">Old tables</span>
        <span class="key heap">${heap}</span>
        ${collector.goalBytes === null ? null : html`<span class="key goal">Goal</span>`}
        <span class="key cycle">${runtime === 'go' ? 'Cycle' : 'Collections'}</span>
        <span class="key growth">Growth</span>
        <br />${recorded === undefined ? 'Now' : 'At the end'}: ${collectorText(collector)}.
      </figcaption>
    </figure>
  </section>`;
}

function chart({ history, maps, cycleEndsMs }: ProcessView, axis: TimeWords): Markup {
  const fromMs = history[0]?.atMs ?? 0;
  const toMs = Math.max(fromMs + 1, history.at(-1)?.atMs ?? 0);
  const mostBytes =
    1.08 *
    Math.max(
      ...history.map(({ mapBytes, heapBytes, goalBytes }) =>
        Math.max(mapBytes, heapBytes ?? 0, goalBytes ?? 0),
      ),
      1,
    );
  const x = (ms: number): number =>
    shortened(left + ((ms - fromMs) / (toMs - fromMs)) * (width - left - right));
  const y = (bytes: number): number =>
    shortened(height - bottom - (bytes / mostBytes) * (height - top - bottom));
  const line = (read: (point: CollectorPoint) => number | null, isStepped: boolean): string => {
    let path = '';
    for (const point of history) {
      const bytes = read(point);
      if (bytes === null) continue;
      const [at, level] = [x(point.atMs), y(bytes)];
      path += path === '' ? `M${at},${level}` : isStepped ? `H${at}V${level}` : `L${at},${level}`;
    }
    return path;
  };
  const held = line(({ mapBytes }) => mapBytes, true);
  const old = line(({ oldBytes }) => oldBytes, true);
  const [start, end, ground] = [x(fromMs), x(toMs), y(0)];
  const growths = maps.flatMap((map) => map.growths.map(({ notAfterMs }) => notAfterMs));
  return html`<svg
    class="stairs"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="Bytes of maps, heap and its goal over ${formatDuration(
      toMs - fromMs,
    )}, ${cycleEndsMs.length} cycles and ${growths.length} growths seen"
  >
    ${trusted(byteGrid({ mostBytes, y, left, end: width - right }))}
    ${trusted(ticks('cycle', cycleEndsMs, fromMs, x, `${top},V${height - bottom}`))}
    ${trusted(`<path class="area" d="${held}V${ground}H${start}Z"/><path class="held" d="${held}"/>`)}
    ${trusted(`<path class="oldarea" d="${old}V${ground}H${start}Z"/>`)}
    ${trusted(`<path class="heap" d="${line(({ heapBytes }) => heapBytes, false)}"/>`)}
    ${trusted(`<path class="goal" d="${line(({ goalBytes }) => goalBytes, true)}"/>`)}
    ${trusted(ticks('growth', growths, fromMs, x, `${top - 10},v6`))}
    ${trusted(
      `<text x="${left}" y="${height - 6}">${axis.from(fromMs, toMs)}</text><text x="${end}" y="${height - 6}" text-anchor="end">${axis.end}</text>`,
    )}
  </svg>`;
}

/** @param shape where a line begins, and how it goes on: `16,V178` */
function ticks(
  kind: string,
  times: readonly number[],
  fromMs: number,
  x: (ms: number) => number,
  shape: string,
): string {
  const [from = '', rest = ''] = shape.split(',');
  const at: number[] = [];
  for (const ms of times.toSorted((a, b) => a - b))
    if (ms >= fromMs && x(ms) - (at.at(-1) ?? Number.NEGATIVE_INFINITY) >= leastGap) at.push(x(ms));
  return at.length === 0
    ? ''
    : `<path class="${kind}" d="${at.map((each) => `M${each},${from}${rest}`).join('')}"/>`;
}
