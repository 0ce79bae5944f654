import type { HistoryChange, HistorySeries } from './history.ts';
import { printableText } from '../../../base/primitives/errors/printable-text.ts';

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const widest = 60;

/** For people: a line of bars for each metric that changed, or for all, and what changed it. */
export function formatHistory(series: readonly HistorySeries[], showsAll = false): string {
  const changed = series.filter(({ changes }) => changes.length > 0);
  const listed = showsAll ? series : changed;
  const runs = Math.max(0, ...series.map(({ points }) => points.length));
  const head = `${changed.length} of ${series.length} metrics changed in ${runs} runs`;
  return `${[head, ...listed.flatMap(seriesLines)].join('\n')}\n`;
}

function seriesLines({ cell, metric, unit, points, changes }: HistorySeries): readonly string[] {
  const values = points.map(({ value }) => value);
  const bars = values.every((value) => typeof value === 'number') ? [`  ${sparkline(values)}`] : [];
  const changeLines = changes.map((change) => `  ${changeText(change, unit)}`);
  return ['', printableText(`${cell}  ${metric}`), ...bars, ...changeLines];
}

/** The newest runs as bars, lowest to highest value. */
function sparkline(values: readonly number[]): string {
  const shown = values.slice(-widest);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return shown
    .map((value) => blocks[high === low ? 0 : Math.round(((value - low) / (high - low)) * 7)] ?? '')
    .join('');
}

function changeText(change: HistoryChange, unit: string): string {
  const { run, startedAt, subject } = change;
  const commit = subject === null ? '' : ` (${subject})`;
  return `${printableText(`${startedAt} ${run}${commit}`)}: ${describeChange(change, unit)}`;
}

/** As in `8503000 to 6937000 writes/s (-18.4 %), p 0.005`. */
export function describeChange(
  { before, after, p }: Pick<HistoryChange, 'before' | 'after' | 'p'>,
  unit: string,
): string {
  if (typeof before !== 'number' || typeof after !== 'number') return 'changed';
  const values = `${figure(before)} to ${figure(after)} ${unit}`.trimEnd();
  const relative = before === 0 ? '' : ` (${percent(after / before - 1)})`;
  return `${values}${relative}${p === null ? '' : `, p ${p}`}`;
}

function percent(change: number): string {
  return `${change < 0 ? '' : '+'}${(change * 100).toFixed(1)} %`;
}

function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
