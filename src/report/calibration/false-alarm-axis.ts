import type { ChartAxis } from '../kit/drawing/layered-chart.ts';

/** Fewer false alarms per series-day than this stand at the left edge, which is labelled 0. */
const least = 1e-3;

/** Where a rate of false alarms stands: powers of ten from 0.001 on, and 0 at the left edge. */
export function falseAlarmPosition(rate: number): number {
  return Math.log10(Math.max(rate, least));
}

/** The horizontal axis of such rates, labelled with them. */
export function falseAlarmAxis(title: string, end: number): ChartAxis {
  return {
    title,
    from: Math.log10(least) - 0.08,
    to: end,
    isClamped: true,
    ticksAt: [-3, -2, -1, 0, 1, 2, 3].filter((power) => power <= end),
    ticks: {
      labelExpr: "datum.value == -3 ? '0' : format(pow(10, datum.value), '~g')",
      labelOverlap: false,
    },
  };
}
