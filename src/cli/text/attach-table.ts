import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { FollowedMap } from '../../live/attach/follow/followed-map.ts';
import type { FollowLook } from '../../live/attach/follow/follower.ts';
import type { LiveProcess } from '../../maps/figures/live-map.ts';
import {
  countOr,
  fitsText,
  growingOf,
  minutesText,
  nameOf,
  peakText,
  rateText,
  roomText,
  typeOf,
} from '../../report/live/live-words.ts';
import { terminalText, terminalWidth } from './terminal-text.ts';
import { textTable } from './text-table.ts';

/** One column of the table of live maps. */
interface MapColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Where a terminal is too narrow, columns of the highest rank go first; 0 stays. */
  readonly rank: number;
  readonly cell: (row: FollowedMap) => string;
}

const columns: readonly MapColumn[] = [
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
    title: 'bytes',
    align: 'right',
    rank: 0,
    cell: ({ map }) => formatBytes(map.figures.bytes.held),
  },
  {
    title: 'old table',
    align: 'right',
    rank: 7,
    cell: ({ map }) => (map.figures.bytes.old === 0 ? '-' : formatBytes(map.figures.bytes.old)),
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
    title: 'peak',
    align: 'right',
    rank: 1,
    cell: peakText,
  },
  { title: 'fits', align: 'left', rank: 1, cell: ({ next }) => fitsText(next?.fits ?? null) },
];

/** What a table shows, and how wide it may be. */
export interface AttachTable {
  readonly process: LiveProcess;
  readonly look: FollowLook & { readonly isStopped: boolean };
  readonly top: number;
  /** Columns of the terminal; `null` where nothing limits them. */
  readonly width: number | null;
}

/** The maps of a process, largest first, below a line about the process itself. */
export function attachTable({ process, look, top, width }: AttachTable): string {
  const rows = look.maps.slice(0, top);
  const head = headOf(process, look, rows.length);
  if (rows.length === 0) return `${head}\n`;
  const shown = fittingColumns(rows, width);
  const table = textTable(
    shown,
    rows.map((row) => shown.map(({ cell }) => cell(row))),
  );
  return `${head}\n${table}`;
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
    `${runtime} ${version}  pid ${pid} (${name})${isStopped ? ', stopped' : ''}`,
    `${others}${small}`,
    ...(room === null ? [] : [roomText(room)]),
  ];
  return terminalText(parts.join('  '));
}

const narrowestName = 16;

/** Columns that are empty in every row go first, then by rank; the last resort is to cut names. */
function fittingColumns(rows: readonly FollowedMap[], width: number | null): readonly MapColumn[] {
  const used = columns.filter(
    ({ rank, cell }) => rank === 0 || rows.some((row) => cell(row) !== '-'),
  );
  if (width === null) return used;
  let shown = used;
  for (let rank = Math.max(...used.map((column) => column.rank)); rank > 0; rank--) {
    if (widthOf(shown, rows) <= width) return shown;
    shown = shown.filter((column) => column.rank !== rank);
  }
  const [name, ...others] = shown;
  const left = width - widthOf(others, rows) - 2;
  if (name === undefined || widthOf(shown, rows) <= width) return shown;
  return [
    { ...name, cell: (row) => cut(name.cell(row), Math.max(narrowestName, left)) },
    ...others,
  ];
}

function widthOf(shown: readonly MapColumn[], rows: readonly FollowedMap[]): number {
  return shown.reduce((sum, { title, cell }) => {
    const widest = Math.max(...rows.map((row) => terminalWidth(cell(row))), title.length);
    return sum + widest + 2;
  }, -2);
}

/** Its end says more than its beginning: `…Store.sessions`. */
function cut(text: string, width: number): string {
  return terminalWidth(text) <= width ? text : `…${text.slice(1 - width)}`;
}
