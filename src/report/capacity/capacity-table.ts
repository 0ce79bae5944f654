import { modelFacts } from '../../maps/model/model-facts.ts';
import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { Capacity, ProcessAnswer, SandboxFill } from '../../lab/run/capacity/capacity.ts';

/** The columns of the table of an answer. */
export const capacityColumns: readonly { readonly title: string; readonly isFigure: boolean }[] = [
  { title: 'How', isFigure: false },
  { title: 'Entries', isFigure: true },
  { title: 'Computed', isFigure: true },
  { title: 'Highest bytes', isFigure: true },
  { title: 'Growths', isFigure: true },
  { title: 'Ended by', isFigure: false },
];

/** The rows of that table as text, a figure that there is none of being empty: fills of the map alone, then whole processes. */
export function capacityRows(capacity: Capacity): readonly (readonly string[])[] {
  const { map, withoutHint, withHints, processes } = capacity;
  const isNode = modelFacts(map).runtime === 'node';
  // The map of a Node.js process is never alone: its row is that of the process.
  const fills = isNode && processes.length > 0 ? [] : [withoutHint, ...withHints];
  return [
    ...fills.map((fill) => fillRow(fill, isNode)),
    ...processes.map((answer) => processRow(answer, withoutHint, isNode)),
  ];
}

function fillRow(fill: SandboxFill, isWholeProcess: boolean): readonly string[] {
  const { hint, entries, growths, endedBy } = fill;
  const alone = hint === 0 ? 'map alone' : `map alone, hint ${formatCount(hint)}`;
  return [
    isWholeProcess ? 'Node process' : alone,
    formatCount(entries),
    '',
    formatBytes(highestBytes(fill)),
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
): readonly string[] {
  const { entries, peakBytes } = measured ?? predicted;
  const isFirst = isNode && !setting.includes('--');
  return [
    isNode ? setting : `Go process, ${setting}`,
    formatCount(entries),
    formatCount(predicted.entries),
    formatBytes(peakBytes),
    isFirst && growths !== null ? formatCount(growths) : '',
    measured === null ? 'computed' : endings[measured.endedBy],
  ];
}

const endings: Readonly<Record<NonNullable<ProcessAnswer['measured']>['endedBy'], string>> = {
  kernel: 'the kernel',
  'v8-heap': 'the heap of V8',
  'over the limit': 'the limit',
  'all entries': 'no more keys',
  'time limit': 'the time limit',
};
