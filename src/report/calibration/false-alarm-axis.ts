/** Fewer false alarms per series-day than this stand at the left edge, which is labelled 0. */
const least = 1e-3;

/** A horizontal axis, as Vega-Lite takes it. */
export interface FigureAxis {
  readonly field: 'x';
  readonly type: 'quantitative';
  readonly title: string;
  readonly scale: {
    readonly domain: number[];
    readonly nice: false;
    readonly clamp?: true;
  };
  readonly axis:
    | { readonly values: number[]; readonly labelExpr: string; readonly labelOverlap: false }
    | { readonly values: number[]; readonly format: string };
}

/** Where a rate of false alarms stands: powers of ten from 0.001 on, and 0 at the left edge. */
export function falseAlarmPosition(rate: number): number {
  return Math.log10(Math.max(rate, least));
}

/** The horizontal axis of such rates, labelled with them. */
export function falseAlarmAxis(title: string, end: number): FigureAxis {
  return {
    field: 'x',
    type: 'quantitative',
    title,
    scale: { domain: [Math.log10(least) - 0.08, end], nice: false, clamp: true },
    axis: {
      values: [-3, -2, -1, 0, 1, 2, 3].filter((power) => power <= end),
      labelExpr: "datum.value == -3 ? '0' : format(pow(10, datum.value), '~g')",
      labelOverlap: false,
    },
  };
}
