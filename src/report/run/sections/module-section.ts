import { byteColumnOf, type ByteColumn } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { median } from '../../../base/stats/median.ts';
import { formatNs, formatPerSecond, formatShare, formatTimes } from '../figures/format-figure.ts';
import { foreign, html, type HtmlValue, type Markup } from '../../kit/page/html.ts';
import {
  moduleMedians,
  modulesOf,
  nameOfMap,
  type ModuleMedians,
} from '../figures/module-medians.ts';
import { nativeBeside } from '../figures/same-work.ts';
import { dataTable, type TableColumn } from '../../kit/page/data-table.ts';

interface Figure {
  readonly name: string;
  readonly of: (figures: ModuleMedians) => number | null;
  /** Bytes are written in the unit of all of them. */
  readonly format: ((value: number) => string) | 'bytes';
}

const figures: readonly Figure[] = [
  {
    name: 'writes per second',
    of: ({ writesPerSecond }) => writesPerSecond,
    format: formatPerSecond,
  },
  { name: 'entries at the end', of: ({ entries }) => entries, format: formatCount },
  { name: 'heap of the full map', of: ({ heapBytes }) => heapBytes, format: 'bytes' },
  {
    name: 'heap per entry',
    of: ({ heapBytes, entries }) => (entries === 0 ? null : heapBytes / entries),
    format: formatBytes,
  },
  {
    name: 'outside of the heap',
    of: ({ externalBytes }) => (externalBytes === 0 ? null : externalBytes),
    format: 'bytes',
  },
  { name: 'allocated in one run', of: ({ allocatedBytes }) => allocatedBytes, format: 'bytes' },
  { name: 'collector pauses', of: ({ gcPauses }) => gcPauses, format: formatCount },
  {
    name: 'collector in all',
    of: ({ gcTotalMs }) => gcTotalMs,
    format: (ms) => formatNs(ms * 1e6),
  },
  { name: 'median pause', of: ({ pauseP50Ns }) => pauseP50Ns, format: formatNs },
  { name: 'longest pause', of: ({ pauseMaxNs }) => pauseMaxNs, format: formatNs },
];

/** What V8 tells about a map in JavaScript, beside the `Map` that did the same work. */
export function moduleSection(record: CellRecord, cells: readonly CellRecord[]): Markup | null {
  const own = moduleMedians(record);
  if (own === null) return null;
  const native = nativeBeside(record, cells);
  const base = native === null ? null : moduleMedians(native);
  const columns: readonly TableColumn[] = [
    { title: 'In the heap of V8' },
    { title: foreign(nameOfMap(record.cell)), isFigure: true },
    ...(base === null
      ? []
      : [
          { title: 'Map', isFigure: true },
          { title: 'ratio', isFigure: true },
        ]),
  ];
  const bytes = bytesOf([own, ...(base === null ? [] : [base])]);
  const rows = figures.flatMap((figure): readonly (readonly HtmlValue[])[] => {
    const { name, of } = figure;
    const isBytes = figure.format === 'bytes';
    const format = figure.format === 'bytes' ? bytes.format : figure.format;
    const value = of(own);
    if (value === null) return [];
    const reference = base === null ? null : of(base);
    const beside =
      base === null
        ? []
        : [
            reference === null ? '' : format(reference),
            reference === null || reference === 0 ? '' : formatTimes(value / reference),
          ];
    return [[isBytes ? bytes.title(name) : name, format(value), ...beside]];
  });
  const title = base === null ? 'Heap and collector' : 'Heap and collector, beside Map';
  return html`<div class="columns">
    <div>${dataTable(title, columns, rows, title)}</div>
    <div>${sitesTable(record)}</div>
  </div>`;
}

/** One unit for all bytes of the table. */
function bytesOf(columns: readonly ModuleMedians[]): ByteColumn {
  const rows = figures.filter(({ format }) => format === 'bytes');
  return byteColumnOf(columns.flatMap((column) => rows.map(({ of }) => of(column))));
}

/** Where the memory of one run was allocated: medians over the rounds. */
function sitesTable(record: CellRecord): Markup {
  const modules = modulesOf(record);
  const total = median(modules.map(({ allocatedBytes }) => allocatedBytes));
  const bySite = new Map<string, number[]>();
  for (const { allocationSites } of modules)
    for (const { site, bytes } of allocationSites)
      bySite.set(site, [...(bySite.get(site) ?? []), bytes]);
  const sites = [...bySite]
    .map(([site, bytes]) => ({ site, bytes: sum(bytes) / modules.length }))
    .toSorted((a, b) => b.bytes - a.bytes)
    .slice(0, 8);
  const allocated = byteColumnOf(sites.map(({ bytes }) => bytes));
  return dataTable(
    'Allocations',
    [
      { title: 'Allocated at' },
      { title: allocated.unit, isFigure: true },
      { title: 'share', isFigure: true },
    ],
    sites.map(({ site, bytes }) => [
      foreign(site),
      allocated.format(bytes),
      total === 0 ? '' : formatShare(Math.min(1, bytes / total)),
    ]),
    'Allocations, sampled',
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
