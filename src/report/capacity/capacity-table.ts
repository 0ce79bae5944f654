import { modelFacts } from '../../maps/model/model-facts.ts';
import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { Capacity, GoFill, SandboxFill } from '../../lab/run/capacity/capacity.ts';
import { settingsText } from './capacity-sentences.ts';

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
  const { map, withoutHint, withHints, goProcess } = capacity;
  return [
    ...[withoutHint, ...withHints].map((fill) => fillRow(fill, modelFacts(map).runtime === 'node')),
    ...goProcess.map(processRow),
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

function processRow(fill: GoFill): readonly string[] {
  const { measured, predicted } = fill;
  const { entries, peakBytes } = measured ?? predicted;
  return [
    `Go process, ${settingsText(fill)}`,
    formatCount(entries),
    formatCount(predicted.entries),
    formatBytes(peakBytes),
    '',
    measured?.endedBy ?? 'computed',
  ];
}
