import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { KeyUse } from '../../../lab/record/key-use.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import { labelLayer, lineLayer } from '../../kit/drawing/chart-layers.ts';
import { chartColours, shortCounts } from '../../kit/drawing/chart-theme.ts';
import { layeredChart } from '../../kit/drawing/layered-chart.ts';
import { powersOfTen } from '../../kit/drawing/powers-of-ten.ts';
import { hottestShare, leastHotShare } from '../findings/key-findings.ts';
import { formatShare } from '../figures/format-figure.ts';

/** Share of the width at which the name of the lower curve begins. */
const labelAt = 0.72;

/**
 * Share of the operations over the heaviest keys that take it, beside that of keys which are asked for
 * alike; `null` where no key stands out.
 */
export function keyCurve(keys: KeyUse, sizes: Chart['sizes']): Chart | null {
  const hottest = hottestShare(keys);
  const last = keys.curve.at(-1);
  if (hottest < leastHotShare || last === undefined) return null;
  const distinct = Math.max(last.keys, keys.distinctKeys.value);
  const most = Math.max(2, last.keys);
  const points = keys.curve.map(({ keys: count, share }) => ({ x: count, y: share }));
  const even = keys.curve.map(({ keys: count }) => ({
    x: count,
    y: Math.min(1, count / distinct),
  }));
  const caption = `${formatShare(hottest)} for the heaviest key, ${formatShare(last.share)} or more for ${formatCount(last.keys)} of ${formatCount(distinct)}.`;
  return layeredChart({
    title: 'Heaviest keys',
    caption,
    description: `Share of the operations that so many of the heaviest keys take, beside even use. ${caption}`,
    sizes,
    x: {
      title: 'heaviest keys (log scale)',
      from: 1,
      to: most,
      isLogarithmic: true,
      ticksAt: powersOfTen(1, most),
      ticks: { labelExpr: shortCounts },
    },
    y: {
      title: 'share of operations',
      from: 0,
      to: 1,
      ticksAt: [0, 0.5, 1],
      ticks: { format: '.0%' },
    },
    layers: [
      lineLayer([
        { stroke: chartColours.held, points },
        { stroke: chartColours.growing, points: even },
      ]),
      labelLayer(
        [
          {
            // Far from where both curves begin.
            x: most ** labelAt,
            y: Math.max(0.06, even.at(-1)?.y ?? 0),
            text: 'even use',
            fill: chartColours.growing,
          },
        ],
        { dx: 4, dy: -6 },
      ),
    ],
  });
}
