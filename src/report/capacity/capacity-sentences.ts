import { modelFacts } from '../../maps/model/model-facts.ts';
import { payloadOf } from '../../maps/model/payload/payload-of.ts';
import { formatBytes, formatLimitBytes } from '../../base/primitives/format-bytes.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { Capacity, GoFill, SandboxFill } from '../../lab/run/capacity/capacity.ts';

/** The answer in sentences, the most important first. */
export function capacitySentences(capacity: Capacity): readonly string[] {
  const { withoutHint, withHints, goProcess, goMissing, closedFormInsert } = capacity;
  const missing = goMissing === null ? [] : [`No real Go process was filled: ${goMissing}.`];
  return [
    answerSentence(capacity),
    ...(closedFormInsert === null ? [] : [closedFormSentence(closedFormInsert, capacity)]),
    ...withHints.map((fill) => hintSentence(fill, withoutHint)),
    ...goProcess.slice(0, 1).map((fill) => goSentence(fill, capacity)),
    ...goProcess.slice(1).map((fill) => settingSentence(fill, capacity)),
    ...missing,
    ...capacity.warnings,
  ];
}

/** `go1.22 map[string]int64 with keys of 16 bytes`. */
export function capacitySubject({ map, key, value, keyBytes }: Capacity): string {
  const strings = keyBytes === null ? '' : ` with keys of ${formatCount(keyBytes)} bytes`;
  return modelFacts(map).runtime === 'node'
    ? `v8 Map${strings}`
    : `${map} map[${key}]${value}${strings}`;
}

function answerSentence(capacity: Capacity): string {
  const { withoutHint, limitBytes } = capacity;
  const { entries, end } = withoutHint;
  const limit = formatLimitBytes(limitBytes);
  const room =
    modelFacts(capacity.map).runtime === 'node' ? `a whole Node process of ${limit}` : limit;
  return `${formatCount(entries)} entries of a ${capacitySubject(capacity)} fit into ${room}${leftOut(capacity)}; what ends it: ${end}.`;
}

/** What values point to is in no map that the sandbox fills, nor in the processes. */
function leftOut({ map, key, value, keyBytes }: Capacity): string {
  const keySizes = keyBytes === null ? null : ({ kind: 'fixed', bytes: keyBytes } as const);
  const request = { map, key, value, keySizes, valueSizes: null, nodeMajor: 20 };
  const unknown = payloadOf(request).unknown.filter(({ of }) => of === 'values');
  if (unknown.length === 0) return '';
  const types = unknown.map(({ type }) => type).join(' and ');
  return `, the table and its keys alone (what ${types} in the values holds is not counted; mapswell plan counts it with --value-bytes)`;
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
  return `A size hint of ${formatCount(fill.hint)} ${effect}, with ${formatCount(fill.growths ?? 0)} growths on the way instead of ${formatCount(growths ?? 0)}; what ends it: ${fill.end}.`;
}

function goSentence({ measured, predicted }: GoFill, capacity: Capacity): string {
  const { limitBytes, withoutHint } = capacity;
  const limit = formatLimitBytes(limitBytes);
  const { entries } = measured ?? predicted;
  const cost =
    entries < (1 - sameShare) * withoutHint.entries
      ? ': the runtime, and tables that wait for the collector, take the rest'
      : ': the runtime, and tables that wait for the collector, found room beside it';
  const change = `(${share(entries, withoutHint.entries)})${cost}`;
  return measured === null
    ? `In a whole Go process of ${limit} about ${formatCount(entries)} entries would fit at GOGC=100 ${change}. Computed, not measured.`
    : `In a whole Go process of ${limit} (${measured.version}, GOGC=100) ${formatCount(entries)} entries fit ${change}. Computed were ${formatCount(predicted.entries)}.`;
}

function settingSentence(fill: GoFill, { withoutHint }: Capacity): string {
  const { measured, predicted } = fill;
  const entries = (measured ?? predicted).entries;
  return `With ${settingsText(fill)} it is ${measured === null ? 'about ' : ''}${formatCount(entries)} (${share(entries, withoutHint.entries)}).`;
}

/** `GOGC=100 GOMEMLIMIT=483.2 MB`. */
export function settingsText({ settings }: GoFill): string {
  const { gogc, memoryLimitBytes } = settings;
  return memoryLimitBytes === null
    ? `GOGC=${gogc}`
    : `GOGC=${gogc} GOMEMLIMIT=${formatBytes(memoryLimitBytes)}`;
}

/** Below the steps in which a process tells how far it is. */
const sameShare = 0.003;

function share(entries: number, of: number): string {
  const change = of === 0 ? 0 : entries / of - 1;
  if (Math.abs(change) < sameShare) return 'as many as in the map alone';
  return `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)} %`;
}
