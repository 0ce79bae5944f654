import { numberAt } from '../../../base/primitives/number-at.ts';
import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { capacitySentences } from '../../../report/capacity/capacity-sentences.ts';
import { capacityTable } from '../../../report/capacity/capacity-table.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { Capacity, FillPoint } from '../../../lab/run/capacity/capacity.ts';
import { terminalText } from '../terminal-text.ts';
import { textChart } from '../text-chart.ts';
import { textTable } from '../text-table.ts';

const chartHeight = 8;

/** An answer for people: sentences, a table, and a chart of so many columns. */
export function capacityText(capacity: Capacity, columns: number): string {
  const sentences = capacitySentences(capacity).map((sentence) => `${terminalText(sentence)}\n`);
  return `${sentences.join('')}\n${table(capacity)}\n${chart(capacity, columns)}`;
}

function table(capacity: Capacity): string {
  const { columns, rows } = capacityTable(capacity);
  return textTable(
    columns.map(({ title, isFigure }) => ({ title, align: isFigure ? 'right' : 'left' })),
    rows,
  );
}

/** The map alone, and under it a real Go process where there is one, on one scale. */
function chart(capacity: Capacity, columns: number): string {
  const { withoutHint, processes, limitBytes } = capacity;
  const isNode = modelFacts(capacity.map).runtime === 'node';
  const process = isNode
    ? null
    : (processes.find(({ measured }) => measured !== null)?.measured ?? null);
  const lines = [
    { label: isNode ? 'process' : 'map', line: withoutHint.line },
    ...(process === null ? [] : [{ label: 'process', line: process.line }]),
  ];
  const limit = formatLimitBytes(limitBytes);
  const margin = Math.max(limit.length, 'process'.length);
  const blocks = lines.map(({ label, line }) => {
    const values = columnsOf(line, columns, withoutHint.entries);
    return textChart(values, chartHeight, limitBytes)
      .map((row, index) => {
        const left = index === 0 ? limit : index === chartHeight - 1 ? label : '';
        return `${left.padStart(margin)} |${row}`.trimEnd();
      })
      .join('\n');
  });
  const end = `${formatCount(withoutHint.entries)} entries`;
  return `Bytes against entries, up to the limit:\n\n${blocks.join('\n\n')}\n${' '.repeat(margin)} 0${end.padStart(columns)}\n`;
}

/** The highest bytes within each column; a line that ended is empty from there. */
function columnsOf(line: readonly FillPoint[], columns: number, entries: number): number[] {
  const values = Array.from({ length: columns }, () => 0);
  let before = 0;
  for (const [index, point] of line.entries()) {
    const last = columnOf(point.entries, columns, entries);
    const first = index === 0 ? 0 : columnOf(line[index - 1]?.entries ?? 0, columns, entries);
    for (let column = first; column <= last; column++)
      values[column] = Math.max(numberAt(values, column), column === last ? point.bytes : before);
    before = point.bytes;
  }
  return values;
}

function columnOf(entries: number, columns: number, most: number): number {
  return Math.min(columns - 1, Math.floor((entries / Math.max(1, most)) * columns));
}
