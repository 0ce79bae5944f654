import type { ByteColumn } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { FollowedMap } from '../../../live/attach/follow/followed-map.ts';
import type { MapsLook } from '../../../live/attach/follow/followed.ts';
import type { LiveProcess } from '../../../maps/figures/live-map.ts';
import {
  bytesOfRows,
  collectorText,
  countOr,
  fitsText,
  growingOf,
  minutesText,
  nameOf,
  oldTableText,
  peakText,
  rateText,
  roomText,
  typeOf,
} from '../../../report/live/live-words.ts';
import { terminalText, terminalWidth } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

/** One column of the table of live maps. */
interface MapColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Where a terminal is too narrow, columns of the highest rank go first; 0 stays. */
  readonly rank: number;
  readonly cell: (row: FollowedMap, oldTables: MapsLook['oldTables']) => string;
}

const columnsIn = (bytes: ByteColumn): readonly MapColumn[] => [
  { title: 'map', align: 'left', rank: 0, cell: ({ map }) => nameOf(map) },
  { title: 'type', align: 'left', rank: 4, cell: ({ map }) => typeOf(map) },
  {
    title: 'entries',
    align: 'right',
    rank: 0,
    cell: ({ map }) => formatCount(map.figures.entries),
  },
  { title: 'deleted', align: 'right', rank: 9, cell: ({ map }) => countOr(map.figures.deleted) },
  {
    title: 'capacity',
    align: 'right',
    rank: 3,
    cell: ({ map }) => formatCount(map.figures.capacityEntries),
  },
  { title: 'load', align: 'right', rank: 6, cell: ({ map }) => map.figures.loadFactor.toFixed(2) },
  {
    title: bytes.title('bytes'),
    align: 'right',
    rank: 0,
    cell: ({ map }) => bytes.format(map.figures.bytes.held),
  },
  {
    title: bytes.title('old table'),
    align: 'right',
    rank: 7,
    cell: ({ map }, oldTables) => oldTableText(map, oldTables.get(map.id) ?? null, bytes),
  },
  { title: 'growing', align: 'right', rank: 8, cell: ({ map }) => growingOf(map) },
  {
    title: 'per min',
    align: 'right',
    rank: 5,
    cell: rateText,
  },
  { title: 'grows at', align: 'right', rank: 2, cell: ({ next }) => countOr(next?.atEntries) },
  {
    title: 'in',
    align: 'right',
    rank: 0,
    cell: ({ next }) => minutesText(next?.inMinutes ?? null),
  },
  {
    title: bytes.title('peak'),
    align: 'right',
    rank: 1,
    cell: (row) => peakText(row, bytes),
  },
  { title: 'fits', align: 'left', rank: 1, cell: ({ next }) => fitsText(next?.fits ?? null) },
];

/** What a table shows, and how wide it may be. */
export interface AttachTable {
  readonly process: LiveProcess;
  readonly look: MapsLook;
  readonly top: number;
  /** Columns of the terminal; `null` where nothing limits them. */
  readonly width: number | null;
}

/** The maps of a process, largest first, between a line about the process and one about its collector. */
export function attachTable({ process, look, top, width }: AttachTable): string {
  const rows = look.maps.slice(0, top);
  const head = headOf(process, look, rows.length);
  const { collector, oldTables, notes = [] } = look;
  const last = collector === null ? '' : `collector: ${collectorText(collector)}`;
  const foot = [...(last === '' ? [] : [last]), ...notes]
    .map((line) => `${line.slice(0, width ?? line.length)}\n`)
    .join('');
  if (rows.length === 0) return `${head}\n${foot}`;
  const texts = (cells: readonly MapColumn[]): readonly (readonly string[])[] =>
    rows.map((row) => cells.map(({ cell }) => cell(row, oldTables)));
  const shown = fittingColumns(columnsIn(bytesOfRows(rows)), texts, width);
  return `${head}\n${textTable(shown, texts(shown))}${foot}`;
}

/** The process, what is shown of its maps, and the room that it has. */
function headOf(
  { pid, name, runtime, version }: LiveProcess,
  { maps, smaller, room, isStopped }: AttachTable['look'],
  shown: number,
): string {
  const counted = maps.length + smaller.maps;
  const others =
    shown === counted ? `${counted} maps` : `${shown} largest of ${formatCount(counted)} maps`;
  const small =
    smaller.maps === 0
      ? ''
      : ` (${formatCount(smaller.maps)} small ones: ${formatBytes(smaller.bytes)})`;
  const parts = [
    `${runtime} ${version}  ${pid === null ? name : `pid ${pid} (${name})`}${isStopped ? ', stopped' : ''}`,
    `${others}${small}`,
    ...(room === null ? [] : [roomText(room)]),
  ];
  return terminalText(parts.join('  '));
}

const narrowestName = 16;

/** The cells of all rows, for some columns. */
type CellsOf = (shown: readonly MapColumn[]) => readonly (readonly string[])[];

/** Columns that are empty in every row go first, then by rank; the last resort is to cut names. */
function fittingColumns(
  columns: readonly MapColumn[],
  cellsOf: CellsOf,
  width: number | null,
): readonly MapColumn[] {
  const all = cellsOf(columns);
  const used = columns.filter(
    ({ rank }, column) => rank === 0 || all.some((cells) => cells[column] !== '-'),
  );
  if (width === null) return used;
  let shown = used;
  for (let rank = Math.max(...used.map((column) => column.rank)); rank > 0; rank--) {
    if (widthOf(shown, cellsOf) <= width) return shown;
    shown = shown.filter((column) => column.rank !== rank);
  }
  const [name, ...others] = shown;
  const left = width - widthOf(others, cellsOf) - 2;
  if (name === undefined || widthOf(shown, cellsOf) <= width) return shown;
  return [
    {
      ...name,
      cell: (row, oldTables) => cut(name.cell(row, oldTables), Math.max(narrowestName, left)),
    },
    ...others,
  ];
}

function widthOf(shown: readonly MapColumn[], cellsOf: CellsOf): number {
  const rows = cellsOf(shown);
  return shown.reduce((sum, { title }, column) => {
    const widest = Math.max(
      ...rows.map((cells) => terminalWidth(cells[column] ?? '')),
      title.length,
    );
    return sum + widest + 2;
  }, -2);
}

/** Its end says more than its beginning: `…Store.sessions`. */
function cut(text: string, width: number): string {
  return terminalWidth(text) <= width ? text : `…${text.slice(1 - width)}`;
}
