import { modelFacts } from '../../maps/model/model-facts.ts';
import { formatBytes, formatLimitBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import type { Payload } from '../../maps/model/payload/payload.ts';
import type { Capacity, ProcessAnswer, SandboxFill } from '../../lab/run/capacity/capacity.ts';
import type { MeasuredFill } from '../../lab/run/capacity/process-fill.ts';

/** The answer in sentences, the most important first. */
export function capacitySentences(capacity: Capacity): readonly string[] {
  const { map, payload, withoutHint, withHints, processes, missing, closedFormInsert } = capacity;
  const runtime = modelFacts(map).runtime === 'node' ? 'Node.js' : 'Go';
  const isLost = missing === null ? [] : [`No real ${runtime} process was filled: ${missing}.`];
  const [first, ...others] = processes;
  const isNode = runtime === 'Node.js' && first !== undefined;
  const ofProcess = first === undefined || isNode ? [] : [goSentence(first, capacity)];
  const ofMap = [
    isNode ? nodeSentence(first, capacity) : answerSentence(capacity),
    ...(closedFormInsert === null ? [] : [closedFormSentence(closedFormInsert, capacity)]),
    ...withHints.map((fill) => hintSentence(fill, withoutHint)),
  ];
  // A map without what it is filled with is not what was asked for.
  const isCarrying = payload.parts.some(({ of }) => of === 'values');
  return [
    ...(isCarrying ? [...ofProcess, ...ofMap] : [...ofMap, ...ofProcess]),
    ...others.map((fill) => settingSentence(fill, capacity)),
    ...carriedSentences(payload),
    ...isLost,
    ...capacity.warnings,
  ];
}

/** What each entry carries beside the table, in words. */
export function carriedSentences({ parts }: Payload): readonly string[] {
  const carried = parts.map(
    ({ of, what, heapBytes, offHeapBytes }) =>
      `${formatBytes(heapBytes + offHeapBytes)} of ${of} (${what})`,
  );
  return carried.length === 0
    ? []
    : [`Each entry carries, beside the table, ${carried.join(' and ')}.`];
}

/** `go1.22 map[string]int64 with keys of 16 bytes`. */
export function capacitySubject({
  map,
  key,
  value,
  keyBytes,
  guard,
}: Pick<Capacity, 'map' | 'key' | 'value' | 'keyBytes' | 'guard'>): string {
  const strings = keyBytes === null ? '' : ` with keys of ${formatCount(keyBytes)} bytes`;
  return modelFacts(map).runtime === 'node'
    ? `v8 Map of ${key} to ${value}`
    : `${map} map[${key}]${value}${strings}${guard === 'none' ? '' : ` behind ${guard}`}`;
}

function answerSentence(capacity: Capacity): string {
  const { withoutHint, limitBytes, payload } = capacity;
  const { entries, end } = withoutHint;
  const limit = formatLimitBytes(limitBytes);
  const room =
    modelFacts(capacity.map).runtime === 'node' ? `a whole Node process of ${limit}` : limit;
  const unknown = leftOut(payload);
  const isTableAlone = unknown !== '' || payload.parts.some(({ of }) => of === 'values');
  const answer = `${formatCount(entries)} entries of a ${capacitySubject(capacity)}`;
  return isTableAlone
    ? `The table alone fits with ${answer} into ${room}${unknown}; what ends it: ${end}.`
    : `${answer} fit into ${room}; what ends it: ${end}.`;
}

/** What nobody told the size of is in no map that is filled, nor in the processes. */
function leftOut({ unknown }: Payload): string {
  if (unknown.length === 0) return '';
  const parts = unknown.map(({ of, type }) => `${type} in the ${of}`).join(' and ');
  return `: what ${parts} holds is not counted (--key-bytes, --value-bytes)`;
}

/** Where a Node.js process dies, of what, and with what flag it would hold more. */
function nodeSentence({ measured, predicted, setting }: ProcessAnswer, capacity: Capacity): string {
  const { limitBytes, withoutHint } = capacity;
  const limit = formatLimitBytes(limitBytes);
  const { entries } = measured ?? predicted;
  if (isOutOfKeys(measured))
    return `A ${setting} process of ${limit} holds all ${formatCount(entries)} entries that a ${capacitySubject(capacity)} can have here, at ${formatBytes(measured.peakBytes)} resident; what ends it: ${withoutHint.end}.`;
  const endedBy = measured?.endedBy ?? predicted.endedBy;
  const takes =
    endedBy === 'v8-heap' && measured?.heapLimitBytes !== undefined
      ? `, because V8 takes ${formatBytes(measured.heapLimitBytes ?? 0)} of it for its heap`
      : '';
  const foretold = measured === null ? '' : ` (foretold ${foretoldText(predicted)})`;
  return `A ${setting} process of ${limit} that fills a ${capacitySubject(capacity)} dies at ${formatCount(entries)} entries${foretold}${takes}; what ends it: ${withoutHint.end}.`;
}

/** Then the process had room for more, and what was computed is of other keys. */
function isOutOfKeys(
  measured: ProcessAnswer['measured'],
): measured is MeasuredFill & { readonly endedBy: 'no more keys' } {
  return measured?.endedBy === 'no more keys';
}

function foretoldText(predicted: ProcessAnswer['predicted']): string {
  return `${formatCount(predicted.entries)}${rangeText(predicted)}`;
}

function rangeText({ entries, lowEntries, highEntries }: ProcessAnswer['predicted']): string {
  return lowEntries === entries && highEntries === entries
    ? ''
    : `, between ${formatCount(lowEntries)} and ${formatCount(highEntries)} as the collector happens to run`;
}

function closedFormSentence(insert: number, { map, withoutHint }: Capacity): string {
  if (modelFacts(map).runtime === 'node')
    return `The closed form says that the map alone, without Node.js beside it, would hold ${formatCount(insert - 1)}.`;
  const difference = insert - 1 - withoutHint.entries;
  const relation =
    difference === 0
      ? 'the same'
      : `${formatCount(Math.abs(difference))} ${difference > 0 ? 'more' : 'fewer'}, by the mean over hashes`;
  return `The closed form says ${relation}: insert ${formatCount(insert)} does not fit.`;
}

function hintSentence(fill: SandboxFill, { entries, growths }: SandboxFill): string {
  const change = share(fill.entries, entries);
  const effect =
    fill.entries === entries
      ? 'lets as many fit'
      : `lets ${formatCount(fill.entries)} fit (${change})`;
  // A process that was ended before it said how often its map grew has no count.
  const counts =
    fill.growths === null || growths === null
      ? ''
      : `, with ${formatCount(fill.growths)} growths on the way instead of ${formatCount(growths)}`;
  return `A size hint of ${formatCount(fill.hint)} ${effect}${counts}; what ends it: ${fill.end}.`;
}

function goSentence({ measured, predicted, setting }: ProcessAnswer, capacity: Capacity): string {
  const { limitBytes, withoutHint, payload } = capacity;
  const limit = formatLimitBytes(limitBytes);
  const { entries } = measured ?? predicted;
  const what =
    payload.unknown.length > 0
      ? 'entries of the table alone'
      : payload.parts.some(({ of }) => of === 'values')
        ? 'entries with all that they carry'
        : 'entries';
  if (isOutOfKeys(measured))
    return `In a whole Go process of ${limit} (${measured.version}, ${setting}) all ${formatCount(entries)} ${what} that the keys allow fit, at ${formatBytes(measured.peakBytes)} resident.`;
  const cost = payload.parts.some(({ of }) => of === 'values')
    ? ''
    : entries < (1 - sameShare) * withoutHint.entries
      ? ` (${share(entries, withoutHint.entries)}): the runtime, and tables that wait for the collector, take the rest`
      : ` (${share(entries, withoutHint.entries)}): the runtime, and tables that wait for the collector, found room beside it`;
  return measured === null
    ? `In a whole Go process of ${limit} about ${formatCount(predicted.entries)} ${what} would fit at ${setting}${cost}. Computed, not measured${rangeText(predicted)}.`
    : `In a whole Go process of ${limit} (${measured.version}, ${setting}) ${formatCount(entries)} ${what} fit${cost}. Computed were ${foretoldText(predicted)}.`;
}

function settingSentence(
  { measured, predicted, setting }: ProcessAnswer,
  capacity: Capacity,
): string {
  const { entries, peakBytes } = measured ?? predicted;
  const flag = setting.split(' ').findLast((word) => word.startsWith('--')) ?? setting;
  const first = capacity.processes[0];
  const usual = (first?.measured ?? first?.predicted)?.entries ?? 0;
  const change = usual === 0 ? '' : ` (${share(entries, usual, 'as many')})`;
  const foretold =
    measured === null || isOutOfKeys(measured) ? '' : `; foretold ${foretoldText(predicted)}`;
  return `With ${flag} it is ${measured === null ? 'about ' : ''}${formatCount(entries)}${change} at ${formatBytes(peakBytes)} resident${foretold}.`;
}

/** Below the steps in which a process tells how far it is. */
const sameShare = 0.003;

function share(entries: number, of: number, same = 'as many as in the map alone'): string {
  const change = of === 0 ? 0 : entries / of - 1;
  if (Math.abs(change) < sameShare) return same;
  return `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)} %`;
}
