import { formatBytes } from '../../../base/primitives/format-bytes.ts';
import { formatCount } from '../../../base/primitives/format-count.ts';
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
  readonly format: (value: number) => string;
}

const figures: readonly Figure[] = [
  {
    name: 'writes per second',
    of: ({ writesPerSecond }) => writesPerSecond,
    format: formatPerSecond,
  },
  { name: 'entries at the end', of: ({ entries }) => entries, format: formatCount },
  { name: 'heap of the full map', of: ({ heapBytes }) => heapBytes, format: formatBytes },
  {
    name: 'heap per entry',
    of: ({ heapBytes, entries }) => (entries === 0 ? null : heapBytes / entries),
    format: formatBytes,
  },
  {
    name: 'outside of the heap',
    of: ({ externalBytes }) => (externalBytes === 0 ? null : externalBytes),
    format: formatBytes,
  },
  { name: 'allocated in one run', of: ({ allocatedBytes }) => allocatedBytes, format: formatBytes },
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
  const rows = figures.flatMap(({ name, of, format }): readonly (readonly HtmlValue[])[] => {
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
    return [[name, format(value), ...beside]];
  });
  const title = base === null ? 'Heap and collector' : 'Heap and collector, beside Map';
  return html`<div class="columns">
    <div>${dataTable(title, columns, rows, title)}</div>
    <div>${sitesTable(record)}</div>
  </div>`;
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
  return dataTable(
    'Allocations',
    [
      { title: 'Allocated at' },
      { title: 'bytes', isFigure: true },
      { title: 'share', isFigure: true },
    ],
    sites.map(({ site, bytes }) => [
      foreign(site),
      formatBytes(bytes),
      total === 0 ? '' : formatShare(Math.min(1, bytes / total)),
    ]),
    'Allocations, sampled',
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
