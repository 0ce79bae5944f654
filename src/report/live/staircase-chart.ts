import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import type { MemoryRoom } from '../../live/attach/proc/memory-room.ts';
import type { ViewedMap } from '../../live/attach/serve/process-view.ts';
import { html, type Markup, trusted } from '../kit/page/html.ts';
import { byteGrid, shortened } from './chart-grid.ts';
import { liveAxis, type TimeWords } from './recorded-span.ts';

const width = 360;
const height = 190;
const left = 58;
const right = 8;
const top = 14;
const bottom = 22;
/** A forecast further ahead than this share of what was seen would press the staircase to the left. */
const mostAhead = 1.5;
const leastSpanMs = 30_000;
/** A limit this many times above everything else would press the staircase to the ground. */
const mostAbove = 2.5;

/**
 * The bytes of a map from look to look as a staircase, the growth ahead as a line with its peak, and the
 * room that its limit leaves. Drawn at each look, so by hand.
 */
export function staircaseChart(
  viewed: ViewedMap,
  room: MemoryRoom | null,
  nowMs: number,
  axis: TimeWords = liveAxis,
): Markup {
  const scale = scaleOf(viewed, room, nowMs);
  const { x, y } = scale;
  const points = viewed.staircase;
  const first = points[0]?.atMs ?? nowMs;
  const steps = points.map(({ atMs, heldBytes }) => `H${x(atMs)}V${y(heldBytes)}`).join('');
  const start = y(points[0]?.heldBytes ?? 0);
  const line = `M${x(first)},${start}${steps}H${x(nowMs)}`;
  return html`<svg
    class="stairs"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-label="${labelOf(viewed)}"
  >
    ${trusted(byteGrid({ ...scale, left, end: width - right }))}
    ${trusted(`<path class="area" d="${line}V${y(0)}H${x(first)}Z"/><path class="held" d="${line}"/>`)}
    ${trusted(growthsOf(viewed, scale))} ${trusted(forecastOf(viewed, scale, nowMs))}
    ${trusted(limitOf(scale))} ${trusted(timesOf(scale, nowMs, axis))}
  </svg>`;
}

interface Scale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly mostBytes: number;
  /** Bytes that the map may hold beside all else; `null` without a limit, or one far above. */
  readonly limitBytes: number | null;
  /** When the next growth comes; `null` where that is not foreseen, or beyond the chart. */
  readonly growsAtMs: number | null;
  readonly x: (ms: number) => number;
  readonly y: (bytes: number) => number;
}

function scaleOf({ row, staircase }: ViewedMap, room: MemoryRoom | null, nowMs: number): Scale {
  const fromMs = staircase[0]?.atMs ?? nowMs;
  const seenMs = Math.max(leastSpanMs, nowMs - fromMs);
  const { next, map } = row;
  const inMs =
    next?.inMinutes === undefined || next.inMinutes === null ? null : next.inMinutes * 60_000;
  const isShown = inMs !== null && inMs <= mostAhead * seenMs;
  const toMs = nowMs + (isShown ? Math.max(0.2 * seenMs, 1.15 * inMs) : 0.25 * seenMs);
  const seenBytes = Math.max(
    ...staircase.map(({ heldBytes }) => heldBytes),
    isShown ? (next?.peakBytes ?? 0) : 0,
    1,
  );
  const roomBytes =
    room === null ? null : map.figures.bytes.held + Math.max(0, room.limitBytes - room.usedBytes);
  const limitBytes = roomBytes !== null && roomBytes < mostAbove * seenBytes ? roomBytes : null;
  const mostBytes = 1.08 * Math.max(seenBytes, limitBytes ?? 0);
  return {
    fromMs,
    toMs,
    mostBytes,
    limitBytes,
    growsAtMs: isShown ? nowMs + inMs : null,
    x: (ms) => shortened(left + ((ms - fromMs) / (toMs - fromMs)) * (width - left - right)),
    y: (bytes) => shortened(height - bottom - (bytes / mostBytes) * (height - top - bottom)),
  };
}

/** A tick above each growth that was seen. */
function growthsOf({ growths }: ViewedMap, { x, fromMs }: Scale): string {
  return growths
    .filter(({ notAfterMs }) => notAfterMs >= fromMs)
    .map(({ notAfterMs }) => `<path class="growth" d="M${x(notAfterMs)},${top - 8}v6"/>`)
    .join('');
}

/** Flat until the growth, up to its peak while both tables are there, down to what is left. */
function forecastOf({ row }: ViewedMap, { x, y, toMs, growsAtMs }: Scale, nowMs: number): string {
  const { next, map } = row;
  const held = y(map.figures.bytes.held);
  if (next === null || growsAtMs === null) {
    return `<path class="ahead" d="M${x(nowMs)},${held}H${x(toMs)}"/>`;
  }
  const at = x(growsAtMs);
  const peak = next.peakBytes === null ? held : y(next.peakBytes);
  const after = next.model === null ? held : y(Math.max(next.model.bytesAfter, 0));
  const kind = next.fits === false ? 'ahead refused' : 'ahead';
  return `<path class="${kind}" d="M${x(nowMs)},${held}H${at}V${peak}h3V${after}H${x(toMs)}"/><circle class="peak ${kind}" cx="${at}" cy="${peak}" r="3"/>`;
}

function limitOf({ limitBytes, y }: Scale): string {
  if (limitBytes === null) return '';
  const at = y(limitBytes);
  return `<path class="limit" d="M${left},${at}H${width - right}"/><text class="limit" x="${width - right}" y="${at - 4}" text-anchor="end">room under the limit</text>`;
}

function timesOf({ fromMs, x, growsAtMs }: Scale, nowMs: number, axis: TimeWords): string {
  const base = height - 6;
  const now = x(nowMs);
  const past =
    now - left > 70 ? `<text x="${left}" y="${base}">${axis.from(fromMs, nowMs)}</text>` : '';
  const ahead =
    growsAtMs === null || x(growsAtMs) - now < 40
      ? ''
      : `<text x="${Math.min(x(growsAtMs) + 34, width - 2)}" y="${base}" text-anchor="end">${axis.ahead(growsAtMs - nowMs)}</text>`;
  return `<path class="now" d="M${now},${top}V${height - bottom}"/><text x="${now}" y="${base}" text-anchor="middle">${axis.end}</text>${past}${ahead}`;
}

function labelOf({ label, row, growths }: ViewedMap): string {
  const { held } = row.map.figures.bytes;
  return `Bytes of ${label}: ${formatBytes(held)} now, ${growths.length} growths seen`;
}
