import { modelFacts } from '../../maps/model/model-facts.ts';
import { byteColumnOf, type ByteColumn } from '../../base/primitives/quantities/byte-unit.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { Capacity, ProcessAnswer, SandboxFill } from '../../lab/run/capacity/capacity.ts';

/** The table of an answer as text. */
export interface CapacityTable {
  readonly columns: readonly { readonly title: string; readonly isFigure: boolean }[];
  /** Fills of the map alone, then whole processes; a figure that there is none of is empty. */
  readonly rows: readonly (readonly string[])[];
}

/** What was filled and computed, a row for each way; bytes in one unit. */
export function capacityTable(capacity: Capacity): CapacityTable {
  const { map, withoutHint, withHints, processes } = capacity;
  const isNode = modelFacts(map).runtime === 'node';
  // The map of a Node.js process is never alone: its row is that of the process.
  const fills = isNode && processes.length > 0 ? [] : [withoutHint, ...withHints];
  const bytes = byteColumnOf([
    ...fills.map(highestBytes),
    ...processes.map(({ measured, predicted }) => (measured ?? predicted).peakBytes),
  ]);
  return {
    columns: [
      { title: 'how', isFigure: false },
      { title: 'entries', isFigure: true },
      { title: 'computed', isFigure: true },
      { title: bytes.title('highest'), isFigure: true },
      { title: 'growths', isFigure: true },
      { title: 'ended by', isFigure: false },
    ],
    rows: [
      ...fills.map((fill) => fillRow(fill, isNode, bytes)),
      ...processes.map((answer) => processRow(answer, withoutHint, isNode, bytes)),
    ],
  };
}

function fillRow(fill: SandboxFill, isWholeProcess: boolean, bytes: ByteColumn): readonly string[] {
  const { hint, entries, growths, endedBy } = fill;
  const alone = hint === 0 ? 'map alone' : `map alone, hint ${formatCount(hint)}`;
  return [
    isWholeProcess ? 'Node process' : alone,
    formatCount(entries),
    '',
    bytes.format(highestBytes(fill)),
    growths === null ? '' : formatCount(growths),
    endedBy,
  ];
}

/** The map is at its highest while it grows, the strings at the end: their peaks are no peak of both. */
function highestBytes({ peakBytes, bytesHeld, stringBytes, line }: SandboxFill): number {
  if (stringBytes === 0) return Math.max(peakBytes, bytesHeld);
  return Math.max(bytesHeld + stringBytes, ...line.map(({ bytes }) => bytes));
}

function processRow(
  { setting, measured, predicted }: ProcessAnswer,
  { growths }: SandboxFill,
  isNode: boolean,
  bytes: ByteColumn,
): readonly string[] {
  const { entries, peakBytes } = measured ?? predicted;
  const isFirst = isNode && !setting.includes('--');
  return [
    isNode ? setting : `Go process, ${setting}`,
    formatCount(entries),
    formatCount(predicted.entries),
    bytes.format(peakBytes),
    isFirst && growths !== null ? formatCount(growths) : '',
    measured === null ? 'computed' : endings[measured.endedBy],
  ];
}

const endings: Readonly<Record<NonNullable<ProcessAnswer['measured']>['endedBy'], string>> = {
  kernel: 'the kernel',
  'v8-heap': 'the heap of V8',
  'over the limit': 'the limit',
  'all entries': 'no more keys',
  'no more keys': 'no more keys',
  'time limit': 'the time limit',
};
