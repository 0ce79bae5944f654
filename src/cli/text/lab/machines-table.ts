import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { CellOverMachines } from '../../../lab/run/shards/over-machines.ts';
import type { MachineFigure } from '../../../lab/run/shards/pool-machines.ts';
import { textTable } from '../text-table.ts';

/** More is a file, not a screen. */
const mostRows = 40;

/** Times over machines, with how much the machines differ; empty where there is one machine. */
export function machinesTable(cells: readonly CellOverMachines[]): string {
  const rows = cells.flatMap(({ cellId, kinds, ratio }) => {
    const speeds = kinds.map(({ kind, writesPerSecond }) => [
      cellId,
      'writes/s',
      ...figures(writesPerSecond, (value) => formatCount(value)),
      kind,
    ]);
    if (ratio === null) return speeds;
    const name = `times ${ratio.to}`;
    return [...speeds, [cellId, name, ...figures(ratio, (value) => formatCount(value, 3)), 'any']];
  });
  if (rows.length === 0) return '';
  const table = textTable(
    [
      { title: 'cell' },
      { title: 'over machines' },
      { title: 'mean', align: 'right' },
      { title: '95 % interval', align: 'right' },
      { title: 'machines', align: 'right' },
      { title: 'between', align: 'right' },
      { title: 'I²', align: 'right' },
      { title: 'kind' },
    ],
    rows.slice(0, mostRows),
  );
  const left = rows.length - mostRows;
  return left > 0 ? `${table}and ${left} more: --json has them\n` : table;
}

function figures(
  { estimate, low, high, machines, between, i2 }: MachineFigure,
  text: (value: number) => string,
): readonly string[] {
  return [
    text(estimate),
    `${text(low)} to ${text(high)}`,
    String(machines),
    `${(100 * between).toFixed(1)} %`,
    i2 === null ? '-' : `${(100 * i2).toFixed(0)} %`,
  ];
}
