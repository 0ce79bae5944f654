import { shortFigure } from '../../../live/detect/format-figures.ts';
import type { DetectorMoment } from '../../../live/calibrate/calibration/moment-of.ts';
import type { Chart } from '../../kit/drawing/chart.ts';
import { chartColours } from '../../kit/drawing/chart-theme.ts';
import {
  labelLayer,
  levelLayer,
  lineLayer,
  uprightLayer,
  type ChartLayer,
} from '../../kit/drawing/chart-layers.ts';
import { dataTable } from '../../kit/page/data-table.ts';
import { html, type HtmlValue, type Markup } from '../../kit/page/html.ts';
import { keepUnits } from '../../run/figures/format-figure.ts';
import { timeLeftSentence } from '../alarm-words.ts';
import type { ShownMoment } from './shown-moment.ts';
import type { WatchedTrace } from '../shown-trace.ts';
import { hoursAt, pointsOver, timeChart } from '../timeline/time-axis.ts';
import { figuresOf } from '../timeline/timeline-figures.ts';

const leastShownMinutes = 60;
const rowHeight = 40;

/** What each detector saw at a minute: the windows that it looked at, and its value at the threshold. */
export async function whySection(
  watched: WatchedTrace,
  { minute, moments }: ShownMoment,
  key: string,
): Promise<Markup> {
  const around = nearby(watched, minute, moments);
  const charts = [
    { name: 'why-memory', chart: memoryChart(around, minute) },
    { name: 'why-windows', chart: windowsChart(around, minute, moments) },
  ];
  return html`<h3>At minute ${minute}</h3>
    ${momentTable(minute, moments)}
    <ul class="said">
      ${moments.flatMap(said)}
    </ul>
    ${await figuresOf(charts, key, 'full')} `;
}

/** The part of the trace that the longest window covers, and a little after the moment. */
function nearby(
  watched: WatchedTrace,
  minute: number,
  moments: readonly DetectorMoment[],
): WatchedTrace {
  const longest = Math.max(
    leastShownMinutes,
    ...moments.flatMap(({ windowsMinutes }) => windowsMinutes),
  );
  const last = watched.trace.minutes.at(-1) ?? minute;
  return {
    ...watched,
    fromMinute: Math.max(0, minute - 1.05 * longest),
    toMinute: Math.min(last, minute + longest / 3),
  };
}

function momentTable(minute: number, moments: readonly DetectorMoment[]): Markup {
  return dataTable(
    `What each detector saw at minute ${minute}`,
    [
      { title: 'Detector' },
      { title: 'State' },
      { title: 'Value', isFigure: true },
      { title: 'Threshold', isFigure: true },
      { title: 'Margin', isFigure: true },
      { title: 'Points in a row', isFigure: true },
    ],
    moments.map(momentRow),
  );
}

function momentRow(moment: DetectorMoment): readonly HtmlValue[] {
  const { detector, isChoice, isUp, value, threshold, margin, unit, inRow, pointsInRow } = moment;
  return [
    isChoice ? html`<b>${detector}</b> <span class="muted">the choice</span>` : detector,
    isUp ? html`<b>alarm</b>` : 'no alarm',
    value === null ? 'none' : figure(value),
    html`${figure(threshold)} <span class="muted">${unit}</span>`,
    margin === null ? '' : `${margin > 0 ? '+' : '\u2212'}${figure(Math.abs(margin))}`,
    `${Math.min(inRow, pointsInRow)} of ${pointsInRow}`,
  ];
}

/** Its sentence, or why there is no value; nothing where the value alone says it. */
function said({ detector, sentence, value, timeLeft }: DetectorMoment): readonly Markup[] {
  const left = timeLeft === null ? '' : ` ${timeLeftSentence(timeLeft)}`;
  if (sentence === null && value !== null && left === '') return [];
  const nothing =
    value === null ? 'Too little was seen, or no rise to hold against the threshold.' : '';
  const words = ((sentence ?? nothing) + left).trimStart();
  return [html`<li><b>${detector}</b> ${keepUnits(words)}</li> `];
}

function memoryChart(watched: WatchedTrace, minute: number): Chart {
  const { trace } = watched;
  const memory = pointsOver(watched, trace.minutes, (i) => trace.percent[i] ?? Number.NaN);
  const floor = Math.max(0, Math.floor((Math.min(100, ...memory.map(({ y }) => y)) - 4) / 10) * 10);
  const caption = `Memory until minute ${minute}, which the upright line marks, and what came after it.`;
  return timeChart(watched, {
    title: 'Memory around the moment',
    caption,
    description: caption,
    y: { title: '% of the limit', from: floor, to: 100 + 0.08 * (100 - floor) },
    layers: [
      levelLayer([{ y: 100, stroke: chartColours.limit }], [5, 3]),
      lineLayer([{ stroke: chartColours.held, points: memory }], { width: 1.5 }),
      momentLayer(watched, minute),
    ],
    height: 190,
  });
}

/** A row for each detector, and in it a line for each window that it looks back over. */
function windowsChart(
  watched: WatchedTrace,
  minute: number,
  moments: readonly DetectorMoment[],
): Chart {
  const hours = hoursAt(watched);
  const rows = moments.map((moment, index) => ({ ...moment, y: moments.length - index }));
  const lines = rows.flatMap(({ windowsMinutes, y, isUp }) =>
    windowsMinutes.map((window, at) => ({
      x: hours(Math.max(watched.fromMinute, minute - window)),
      x2: hours(minute),
      y: y - 0.1 - 0.12 * at,
      stroke: isUp ? chartColours.growing : chartColours.held,
    })),
  );
  const labels = rows.map(({ detector, windowsMinutes, y }) => ({
    x: hours(watched.fromMinute),
    y: y + 0.3,
    text: `${detector}: ${windowsMinutes.map((window) => Math.round(window)).join(', ')} min`,
    fill: chartColours.ink,
  }));
  const caption =
    'How far back each detector looks. Of a mean that forgets by degrees (EWMA, Holt) the window is that of as many points as weigh as much. Those in alarm have the colour of alarms.';
  return timeChart(watched, {
    title: 'The windows that each detector looked at',
    caption,
    description: `${caption} ${labels.map(({ text }) => text).join('; ')}.`,
    y: { title: 'detectors', from: 0.3, to: moments.length + 0.65, ticksAt: [] },
    layers: [spanLayer(lines), momentLayer(watched, minute), labelLayer(labels, { dx: 4 })],
    height: rowHeight * moments.length + 46,
  });
}

function momentLayer(watched: WatchedTrace, minute: number): ChartLayer {
  const x = hoursAt(watched)(minute);
  return uprightLayer([{ x }], { stroke: chartColours.ink, width: 1.25, dash: [] });
}

function spanLayer(
  spans: readonly {
    readonly x: number;
    readonly x2: number;
    readonly y: number;
    readonly stroke: string;
  }[],
): ChartLayer {
  return {
    data: { values: [...spans] },
    mark: { type: 'rule', strokeWidth: 3 },
    encoding: {
      x2: { field: 'x2' },
      stroke: { field: 'stroke', type: 'nominal', scale: null, legend: null },
    },
  };
}

function figure(value: number): string {
  return shortFigure(value).replace('-', '\u2212');
}
