/** What an operation does: the numbers of the kernel. */
export const operationKinds = [
  'insert',
  'update',
  'delete',
  'lookup',
  'readModifyWrite',
  'lookupOrExpire',
  'clear',
  'iterate',
  'copy',
  'deleteIf',
  'loop',
] as const;

/** See {@link operationKinds}. */
export type OperationKind = (typeof operationKinds)[number];

/** The kinds that a mix has weights of. */
export const mixKinds = ['insert', 'update', 'delete', 'lookup', 'readModifyWrite'] as const;

/** The kinds that recordings have. */
export const recordedKinds = ['insert', 'update', 'delete', 'lookup'] as const;

/** See {@link recordedKinds}. */
export type RecordedKind = (typeof recordedKinds)[number];

/** Number of the first kind that is an operation on the whole map. */
export const firstWholeKind: number = operationKinds.indexOf('clear');

/** How many operations there were of each kind; look-ups that may delete are look-ups. */
export interface OperationCounts extends Readonly<Record<RecordedKind, number>> {
  readonly readModifyWrite?: number;
  readonly clear?: number;
  readonly iterate?: number;
  readonly copy?: number;
  readonly deleteIf?: number;
}

/** The kinds that are counted, in the order of tables. */
export const countedKinds = [
  'insert',
  'update',
  'delete',
  'lookup',
  'readModifyWrite',
  'clear',
  'iterate',
  'copy',
  'deleteIf',
] as const;

/** See {@link countedKinds}. */
export type CountedKind = (typeof countedKinds)[number];

/** One operation and several, in words. */
export const kindWords: Readonly<Record<CountedKind, readonly [string, string]>> = {
  insert: ['insert', 'inserts'],
  update: ['update', 'updates'],
  delete: ['delete', 'deletes'],
  lookup: ['lookup', 'lookups'],
  readModifyWrite: ['read-modify-write', 'read-modify-writes'],
  clear: ['clear', 'clears'],
  iterate: ['loop', 'loops'],
  copy: ['copy', 'copies'],
  deleteIf: ['sweep', 'sweeps'],
};

/** The kind as which an operation is counted. */
export function countedKindOf(kind: OperationKind): CountedKind {
  if (kind === 'loop') return 'iterate';
  return kind === 'lookupOrExpire' ? 'lookup' : kind;
}

/** Counts by kind; of those that are newer than the first records, only the ones that were. */
export function operationCounts(count: (kind: CountedKind) => number): OperationCounts {
  const known = {
    insert: count('insert'),
    update: count('update'),
    delete: count('delete'),
    lookup: count('lookup'),
  };
  const others = countedKinds
    .filter((kind) => !(kind in known))
    .flatMap((kind) => (count(kind) === 0 ? [] : [[kind, count(kind)] as const]));
  return { ...known, ...Object.fromEntries(others) };
}

/** Everything but look-ups and loops. */
export function writesOf(counts: OperationCounts): number {
  const { insert, update, readModifyWrite = 0, clear = 0, copy = 0, deleteIf = 0 } = counts;
  return insert + update + counts.delete + readModifyWrite + clear + copy + deleteIf;
}

/** By the number of a kind: whether it writes. */
export const isWriteKind: readonly boolean[] = operationKinds.map(
  (kind) => kind !== 'lookup' && kind !== 'iterate' && kind !== 'loop',
);
