import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { SteadyAnswer, SteadyCapacity } from '../../../lab/run/capacity/capacity.ts';
import { capacitySubject, carriedSentences } from '../../../report/capacity/capacity-sentences.ts';
import { formatDuration } from '../../../base/primitives/quantities/format-duration.ts';
import { terminalText } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

/** The answer for a cache: sentences, and a row for each way to start the process. */
export function steadyText(answer: SteadyCapacity): string {
  const sentences = [
    ...answer.processes.slice(0, 1).map((first) => verdictSentence(first, answer)),
    tableSentence(answer),
    ...carriedSentences(answer.payload),
    ...(answer.missing === null ? [] : [`No real process was run: ${answer.missing}.`]),
    ...answer.warnings,
  ];
  const rows = answer.processes.map(row);
  const columns = ['started with', 'fits', 'computed', 'highest bytes', 'ended by'];
  const table = textTable(
    columns.map((title, index) => ({
      title,
      align: index === 2 || index === 3 ? ('right' as const) : ('left' as const),
    })),
    rows,
  );
  return `${sentences.map((sentence) => `${terminalText(sentence)}\n`).join('')}\n${table}`;
}

function verdictSentence(
  { setting, predicted, measured }: SteadyAnswer,
  { map, limitBytes, steady, payload }: SteadyCapacity,
): string {
  const limit = formatLimitBytes(limitBytes);
  const { live, churnPerSecond } = steady;
  const replaced =
    churnPerSecond === null
      ? 'while others come and go'
      : `and replaces ${formatCount(churnPerSecond)} of them a second`;
  const fits = predicted.fits && (measured === null || isKept(measured));
  const holds = `A process (${setting}) that keeps ${formatCount(live)} entries ${replaced}`;
  const unknown = payload.unknown.map(({ of, type }) => `${type} in the ${of}`).join(' and ');
  const leftOut =
    unknown === ''
      ? ''
      : `: the table alone fits, what ${unknown} holds is not counted (--key-bytes, --value-bytes)`;
  const verdict = !fits
    ? `does not fit into ${limit}`
    : unknown === ''
      ? `fits into ${limit}`
      : `has ${limit}${leftOut}`;
  const peak = formatBytes(predicted.peakBytes);
  const isNode = modelFacts(map).runtime === 'node';
  const computed = isNode
    ? `${peak} where garbage fills the heap of V8 up to its limit`
    : `computed ${peak}`;
  const seen =
    measured === null
      ? `${isNode ? '' : 'computed are '}${peak} resident at most`
      : `${formatBytes(measured.peakBytes)} resident at most in a real one${isKept(measured) ? '' : `, which ended by ${endText[measured.endedBy]}`}, ${computed}`;
  const pace = isNode ? '' : paceText(churnPerSecond, predicted, payload);
  return `${holds} ${verdict}: ${seen}; ${formatBytes(predicted.liveBytes)} are alive${pace}.`;
}

const endText: Readonly<Record<NonNullable<SteadyAnswer['measured']>['endedBy'], string>> = {
  kernel: 'the kernel',
  'v8-heap': 'the limit of V8',
  'over the limit': 'its limit',
  'all entries': 'nothing',
  'no more keys': 'too few different keys',
  'time limit': 'the time limit',
};

/** How often the garbage is collected at the rate that was said. */
function paceText(
  churnPerSecond: number | null,
  { garbageBytes }: SteadyAnswer['predicted'],
  { heapBytes }: SteadyCapacity['payload'],
): string {
  const perSecond = (churnPerSecond ?? 0) * heapBytes;
  if (perSecond === 0 || garbageBytes === 0) return '';
  return `; the garbage of entries is collected about every ${formatDuration((garbageBytes / perSecond) * 1000)}`;
}

function tableSentence(answer: SteadyCapacity): string {
  const { tableHeldBytes, tablePeakBytes } = answer;
  return `The table of a ${capacitySubject(answer)} holds ${formatBytes(tableHeldBytes)} once every entry was replaced several times, and ${formatBytes(tablePeakBytes)} at its highest: counted, not computed.`;
}

function isKept({ endedBy }: NonNullable<SteadyAnswer['measured']>): boolean {
  return endedBy === 'all entries';
}

function row({ setting, predicted, measured }: SteadyAnswer): readonly string[] {
  const isFit = predicted.fits && (measured === null || isKept(measured));
  return [
    setting,
    `${isFit ? 'yes' : 'no'}${measured === null ? ', computed' : ''}`,
    formatBytes(predicted.peakBytes),
    measured === null ? '' : formatBytes(measured.peakBytes),
    isFit ? '' : endText[measured?.endedBy ?? predicted.endedBy ?? 'all entries'],
  ];
}
