import type { StaircasePoint } from '../../../lab/record/exact-result.ts';
import { corners } from '../drawing/corners.ts';
import { downsample } from '../drawing/downsample.ts';
import { html, trusted, type Markup } from './html.ts';

const width = 132;
const height = 30;

/** The memory staircase in the size of a word, without axes: its shape, not its figures. */
export function sparkline(staircase: readonly StaircasePoint[]): Markup | null {
  const last = staircase.at(-1);
  if (last === undefined || last.operation === 0) return null;
  const top = Math.max(1, ...staircase.map(({ bytesHeld }) => bytesHeld));
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
  </svg>`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
