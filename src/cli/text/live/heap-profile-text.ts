import { byteColumnOf, type ByteColumn } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type {
  TableLine,
  TablesInProfile,
  TablesOfLine,
} from '../../../live/attach/pprof/find-tables.ts';
import type { SampledCount } from '../../../live/attach/pprof/sampled-count.ts';
import { type TextColumn, textTable } from '../text-table.ts';

const columnsIn = (bytes: ByteColumn): readonly TextColumn[] => [
  { title: 'line' },
  { title: 'tables', align: 'right' },
  { title: bytes.title('each'), align: 'right' },
  { title: 'entries each', align: 'right' },
  { title: 'grows at', align: 'right' },
  { title: bytes.title('peak then'), align: 'right' },
  { title: bytes.title('in use (95 %)'), align: 'right' },
];

/** What a heap profile tells of maps: a row for each line and size, largest first. */
export function heapProfileText(profile: TablesInProfile, source: string, top: number): string {
  const found = profile.lines.flatMap((line) => line.tables.map((tables) => ({ line, tables })));
  const listed = found.slice(0, top);
  const bytes = byteColumnOf(
    listed.flatMap(({ tables: { blockBytes, count, shapes } }) => [
      blockBytes,
      blockBytes * count.estimate,
      ...(shapes.length === 1 ? shapes.map(({ peakBytes }) => peakBytes) : []),
    ]),
  );
  const shown = listed.map(({ line, tables }) => rowOf(line, tables, bytes));
  const head = `Heap profile of ${source}, as of the last cycle of its collector\n\n`;
  const table =
    shown.length === 0
      ? 'No line is known to hold tables of maps.\n'
      : textTable(columnsIn(bytes), shown);
  const more = found.length > shown.length ? `... and ${found.length - shown.length} more\n` : '';
  return `${head}${table}${more}\n${notes(profile).join('\n')}\n`;
}

function rowOf(
  line: TableLine,
  { blockBytes, count, shapes }: TablesOfLine,
  bytes: ByteColumn,
): readonly string[] {
  const [first] = line.frames;
  const site =
    first === undefined ? '?' : `${first.function} ${fileName(first.file)}:${first.line}`;
  const from = line.isPresized ? 0 : Math.min(...shapes.map(({ entriesFrom }) => entriesFrom));
  const to = Math.max(...shapes.map(({ entriesTo }) => entriesTo));
  const only = shapes.length === 1 ? shapes[0] : undefined;
  const { estimate, low, high } = count;
  return [
    site,
    low === high
      ? formatCount(estimate)
      : `${formatCount(estimate)} (${range(count, formatCount)})`,
    bytes.format(blockBytes),
    shapes.length === 0 ? '?' : `${formatCount(from)} to ${formatCount(to)}`,
    only === undefined ? '?' : formatCount(only.entriesTo + 1),
    only === undefined ? '?' : bytes.format(only.peakBytes),
    low === high
      ? bytes.format(blockBytes * estimate)
      : `${bytes.format(blockBytes * estimate)} (${range(scaled(count, blockBytes), bytes.format)})`,
  ];
}

function scaled({ estimate, low, high }: SampledCount, by: number): SampledCount {
  return { estimate: estimate * by, low: low * by, high: high * by };
}

function range({ low, high }: SampledCount, format: (value: number) => string): string {
  return `${format(low)} to ${format(high)}`;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function notes(profile: TablesInProfile): readonly string[] {
  const { rateBytes, bytesInUse, tableBytes, otherMapBytes, hasRuntimeCalls, lines } = profile;
  const isSwiss = lines.some(({ family }) => family === 'swiss');
  return [
    `One object is sampled in ${formatLimitBytes(rateBytes)}: of what is small, few are seen, and the bounds are wide.`,
    'Entries: of a table that grew to its size, and lost none since. Fewer if some were deleted, or if it was made larger than needed.',
    ...(isSwiss
      ? [
          'A map of Go 1.24 or later has many tables of 1,024 slots: each splits by itself at the entries shown.',
        ]
      : []),
    ...(hasRuntimeCalls
      ? [`Headers, overflow buckets and boxed entries of maps: ${formatBytes(otherMapBytes)} more.`]
      : [
          "This profile does not name functions of the runtime: tables are told by their sizes, and only large or split ones can be. The program's own /debug/pprof shows all.",
        ]),
    `In use: ${formatBytes(bytesInUse)} by this profile, of which ${formatBytes(tableBytes)} are these tables.`,
  ];
}
