import { formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import type {
  LimitReport,
  LimitState,
  OuterLimit,
  OuterLimits,
} from '../../../lab/sandbox/limits/limit-report.ts';
import { formatCpus } from './format-figure.ts';

/** One limit as it was in some of the cells, in words. */
export interface LimitRow {
  readonly name: string;
  /** `2 GiB asked, applied and read back (cgroup-v1)`, and why where it is not what was asked. */
  readonly sentence: string;
  /** How many cells had it so. */
  readonly cells: number;
}

/** Every limit of every cell, the same ones as one row, in the order in which they first come. */
export function limitRows(cells: readonly CellRecord[]): readonly LimitRow[] {
  return joinLimitRows(
    cells.map(({ exact, rounds }) => {
      const all = [...exact, ...rounds].flatMap(({ limits }) => rowsOf(limits));
      return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
    }),
  );
}

/** The same of the rows of single cells. */
export function joinLimitRows(cells: readonly (readonly LimitRow[])[]): readonly LimitRow[] {
  const rows = new Map<string, LimitRow>();
  for (const { name, sentence } of cells.flat()) {
    const key = JSON.stringify([name, sentence]);
    rows.set(key, { name, sentence, cells: (rows.get(key)?.cells ?? 0) + 1 });
  }
  const order = ['Memory', 'CPUs', 'Swap', 'CPU set', 'Processes', 'Around'];
  return [...rows.values()].toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

function rowsOf(limits: LimitReport): readonly LimitRow[] {
  const { memoryBytes, cpus, swapBytes, processes, cpuSet } = limits;
  return [
    makeRow('Memory', memoryBytes, formatLimitBytes),
    // No swap is what a memory limit means; only another wish is worth a line.
    ...(swapBytes === undefined || isPlainZero(swapBytes)
      ? []
      : [makeRow('Swap', swapBytes, formatLimitBytes)]),
    makeRow('CPUs', cpus, formatCpus),
    ...(cpuSet === undefined ? [] : [makeRow('CPU set', cpuSet, String)]),
    ...(processes === undefined ? [] : [makeRow('Processes', processes, String)]),
    ...outerRows(limits.outer ?? {}),
  ];
}

/** What the groups around mapswell allow, as one row. */
function outerRows({ memoryBytes, cpus, processes }: OuterLimits): readonly LimitRow[] {
  const parts = [
    ...(memoryBytes
      ? [`${formatLimitBytes(memoryBytes.limit)} of memory${whose(memoryBytes)}`]
      : []),
    ...(cpus ? [`${formatCpus(cpus.limit)} CPUs${whose(cpus)}`] : []),
    ...(processes ? [`${processes.limit} processes${whose(processes)}`] : []),
  ];
  if (parts.length === 0) return [];
  const sentence = `${parts.join(', ')}, for mapswell and its children together`;
  return [{ name: 'Around', sentence, cells: 0 }];
}

function whose({ group, mechanism }: OuterLimit): string {
  return ` by the group ${group} (${mechanism})`;
}

function isPlainZero({ asked, applied, readBack, remark }: LimitState): boolean {
  return asked === 0 && applied === 0 && (readBack ?? 0) === 0 && remark === '';
}

function makeRow<Value extends string | number>(
  name: string,
  state: LimitState<Value>,
  format: (value: Value) => string,
): LimitRow {
  return { name, sentence: limitSentence(state, format), cells: 0 };
}

function limitSentence<Value extends string | number>(
  { asked, applied, readBack, mechanism, remark }: LimitState<Value>,
  format: (value: Value) => string,
): string {
  const why = remark === '' ? '' : `: ${remark}`;
  if (applied === null || mechanism === 'none') return `${format(asked)} asked, not enforced${why}`;
  // Where a remark says what was asked, once is enough.
  const isSaid = remark.startsWith(`${format(asked)} asked`);
  const askedPart = isSaid || asked === applied ? '' : `${format(asked)} asked, `;
  const verb = asked === applied ? 'asked, applied' : 'applied';
  const back = readBackPart(applied, readBack, format, verb);
  return `${askedPart}${format(applied)} ${back} (${mechanism})${why}`;
}

function readBackPart<Value extends string | number>(
  applied: Value,
  readBack: Value | null,
  format: (value: Value) => string,
  verb: string,
): string {
  if (readBack === null) return `${verb}, cannot be read back`;
  if (readBack !== applied) return `${verb}, but ${format(readBack)} read back`;
  return `${verb} and read back`;
}
