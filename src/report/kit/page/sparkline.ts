import type { StaircasePoint } from '../../../lab/record/exact-result.ts';
import { corners } from '../drawing/corners.ts';
import { downsample } from '../drawing/downsample.ts';
import { html, trusted, type Markup } from './html.ts';

const width = 132;
const height = 30;

/** A limit further away than this many times the peak would press the curve flat. */
const limitReach = 2.5;

/**
 * The memory staircase in the size of a word, without axes and on a scale of its own: its shape, not its
 * figures. A limit that is near enough is a line.
 */
export function sparkline(
  staircase: readonly StaircasePoint[],
  limitBytes: number | null,
): Markup | null {
  const last = staircase.at(-1);
  if (last === undefined || last.operation === 0) return null;
  const peak = Math.max(1, ...staircase.map(({ bytesHeld }) => bytesHeld));
  const limit = limitBytes !== null && limitBytes <= limitReach * peak ? limitBytes : null;
  const top = Math.max(peak, limit ?? 0);
  const limitY = limit === null ? null : short(height - (limit / top) * (height - 2));
  const points = downsample(
    corners(
      staircase.map(({ operation, bytesHeld }) => ({
        x: (operation / last.operation) * width,
        y: height - (bytesHeld / top) * (height - 2),
      })),
      0.3,
    ),
    66,
    ({ x }) => x,
    ({ y }) => y,
  );
  const steps = points.map(({ x, y }) => `H${short(x)}V${short(y)}`).join('');
  return html`<svg
    class="spark"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${trusted(`<path d="M0,${height}${steps}V${height}Z"/>`)}
    ${limitY === null ? null : trusted(`<path class="limit" d="M0,${limitY}H${width}"/>`)}
  </svg>`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
