import type { Config } from 'vega-lite';

/**
 * Colours by their role. They are variables of the page, so that a chart follows the light and the
 * dark scheme without being drawn twice.
 */
export const chartColours = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  held: 'var(--held)',
  heldSoft: 'var(--held-soft)',
  growing: 'var(--growing)',
  evacuating: 'var(--evacuating)',
  limit: 'var(--limit)',
  other: 'var(--other)',
  paper: 'var(--paper)',
} as const;

/** Labels of an axis of counts: `200k`, `1M`, and a plain `0`. */
export const shortCounts = "format(datum.value, '~s')";

/** Labels of an axis in nanoseconds: `10 ns`, `100 µs`, `1 s`. */
export const durationLabels =
  "datum.value < 1e3 ? datum.value + ' ns' : datum.value < 1e6 ? datum.value / 1e3 + ' µs' : datum.value < 1e9 ? datum.value / 1e6 + ' ms' : datum.value / 1e9 + ' s'";

/** The look of every chart: no frame, hairlines for the values only, labels in the page's font. */
export const chartTheme: Config = {
  aria: false,
  background: 'transparent',
  padding: 0,
  font: 'sans-serif',
  view: { stroke: null },
  axis: {
    domain: false,
    ticks: false,
    gridColor: chartColours.line,
    labelColor: chartColours.muted,
    labelFontSize: 11,
    labelPadding: 6,
    titleColor: chartColours.muted,
    titleFontSize: 11,
    titleFontWeight: 'normal',
  },
  axisX: { grid: false, domain: true, domainColor: chartColours.muted, titlePadding: 6 },
  axisY: {
    // The title lies over the labels, where it is read without turning one's head.
    titleAngle: 0,
    titleAlign: 'left',
    titleAnchor: 'end',
    titleBaseline: 'bottom',
    titleY: -10,
    minExtent: 34,
    maxExtent: 34,
    titleX: -34,
    tickCount: 4,
  },
  text: { color: chartColours.ink, fontSize: 11 },
};
