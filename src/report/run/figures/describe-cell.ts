import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { Cell } from '../../../lab/config/cell.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { kindWords, mixKinds } from '../../../lab/workload/operation-kinds.ts';
import type { KeyDistribution, Phase, WholeOperation } from '../../../lab/workload/workload.ts';
import { counted, formatShare, significant } from './format-figure.ts';

/** Whether every operation is an insert, so that operations can be called inserts. */
export function isInsertOnly({ workload }: Cell): boolean {
  return workload.phases.every(
    ({ mix, whole }) =>
      whole === undefined && mixKinds.every((kind) => (mix[kind] ?? 0) > 0 === (kind === 'insert')),
  );
}

/** `insert 851,969` where all operations are inserts, else `operation 851,969`. */
export function nameOperation(cell: Cell, operation: number): string {
  return `${isInsertOnly(cell) ? 'insert' : 'operation'} ${formatCount(operation)}`;
}

/** What is written to which map: `8 writers, map[int64]int64 of go1.22, mutex`. */
export function describeMap(cell: Cell): string {
  const map =
    modelFacts(cell.map).runtime === 'node'
      ? 'Map of V8'
      : `map[${cell.key}]${cell.value} of ${cell.map}`;
  const hint = cell.hint > 0 ? `, hint ${formatCount(cell.hint)}` : '';
  const writers = counted(cell.workload.writers, 'writer');
  if (cell.target === 'native') return `${writers}, the native Map of Node.js`;
  if (cell.target === 'module') return `${writers}, the module ${cell.module ?? ''}`;
  if (cell.target === 'http')
    return `${writers}, ${cell.http?.url ?? `${map} in a service`} over HTTP`;
  const real = cell.target === 'go' ? 'a real ' : '';
  return `${writers}, ${real}${map}, guard ${cell.guard}${hint}`;
}

/** A phase in words: `fill: 1,000,000 inserts per writer, sequential keys`. */
export function describePhase(phase: Phase): string {
  const { operationsPerWriter, mix, keys, whole = [], expireAfter } = phase;
  const alone = whole.find(({ every }) => every === 1);
  if (alone !== undefined)
    return `${operationsPerWriter === 1 ? '' : `${formatCount(operationsPerWriter)} times `}${describeWhole(alone)}`;
  const parts = [
    `${formatCount(operationsPerWriter)} ${describeMix(mix)} per writer`,
    describeKeys(keys),
    ...whole.map((one) => `${describeWhole(one)} every ${formatCount(one.every)} operations`),
    ...(expireAfter === undefined
      ? []
      : [`look-ups delete what is ${formatCount(expireAfter)} operations old`]),
  ];
  return parts.join(', ');
}

function describeWhole(whole: WholeOperation): string {
  switch (whole.kind) {
    case 'clear':
      return 'a clear';
    case 'iterate':
      if (whole.step !== undefined)
        return `a loop that goes on beside the others, ${counted(whole.step, 'entry', 'entries')} after each,`;
      return whole.first === undefined
        ? 'a loop over the map'
        : `a loop over ${counted(whole.first, 'entry', 'entries')}`;
    case 'copy':
      return whole.hint === true
        ? 'a copy into a fresh map with a hint'
        : 'a copy into a fresh map';
    case 'delete-if':
      return `a sweep of what is ${formatCount(whole.olderThan)} operations old`;
  }
}

function describeMix(mix: Phase['mix']): string {
  const parts = mixKinds
    .map((kind) => ({ kind, weight: mix[kind] ?? 0 }))
    .filter(({ weight }) => weight > 0);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return kindWords[first.kind][1];
  const shares = parts.map(
    ({ kind, weight }) => `${formatShare(weight / total)} ${kindWords[kind][1]}`,
  );
  return `operations (${shares.join(', ')})`;
}

function describeKeys(keys: KeyDistribution): string {
  switch (keys.kind) {
    case 'sequential':
      if (keys.continues === true) return 'sequential keys that go on';
      return keys.startAt === undefined || keys.startAt === 0
        ? 'sequential keys'
        : `sequential keys from ${formatCount(keys.startAt)}`;
    case 'uniform':
      return `uniform over ${formatCount(keys.keys)} keys`;
    case 'zipfian':
      return `zipfian with exponent ${significant(keys.exponent)} over ${formatCount(keys.keys)} keys`;
    case 'hot-set':
      return `${formatShare(keys.hotShare)} of them on ${formatCount(keys.hotKeys)} of ${formatCount(keys.keys)} keys`;
    case 'sliding-window':
      return `a window of ${formatCount(keys.window)} keys${keys.continues === true ? ' that goes on' : ''}`;
    case 'adversarial':
      return `${formatCount(keys.keys)} keys whose hashes share ${keys.sharedBits} bits`;
    case 'trace':
      return `as recorded in ${keys.file}`;
  }
}
