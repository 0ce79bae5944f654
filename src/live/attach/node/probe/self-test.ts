import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { FoundCollection } from '../heap/find-collections.ts';
import type { CollectionKind } from '../heap/ordered-table.ts';

interface Expected {
  readonly kind: CollectionKind;
  readonly entries: number;
  readonly deleted: number;
  readonly capacity: number;
}

/** The collections of the probe's `sizes`: what its script did to each, by V8's rules. */
const expected: readonly Expected[] = [
  { kind: 'Map', entries: 1501, deleted: 0, capacity: 2048 },
  { kind: 'Map', entries: 2048, deleted: 0, capacity: 2048 },
  { kind: 'Map', entries: 2401, deleted: 600, capacity: 4096 },
  // 4,000 of 5,003 deleted: made anew when fewer than 2,048 were left, 20 deletions before the end.
  { kind: 'Map', entries: 1003, deleted: 20, capacity: 2048 },
  // Full, with more than half deleted: made anew in the same size.
  { kind: 'Map', entries: 2006, deleted: 0, capacity: 4096 },
  { kind: 'Map', entries: 9001, deleted: 0, capacity: 16_384 },
  { kind: 'Set', entries: 1601, deleted: 0, capacity: 2048 },
  { kind: 'Set', entries: 2502, deleted: 100, capacity: 4096 },
  { kind: 'Set', entries: 20_003, deleted: 0, capacity: 32_768 },
  // Of another context.
  { kind: 'Map', entries: 1703, deleted: 0, capacity: 2048 },
  // Cleared, then filled again.
  { kind: 'Map', entries: 1303, deleted: 0, capacity: 2048 },
];

/** Weak collections: V8 decides their capacity by rules that differ from version to version. */
const weak: readonly Pick<Expected, 'kind' | 'entries'>[] = [
  { kind: 'WeakMap', entries: 1407 },
  { kind: 'WeakSet', entries: 1209 },
];

/** Entries of those that were dropped and collected. */
const collected: ReadonlySet<number> = new Set([1901, 16_007, 1903]);

/**
 * Compares what was read of the probe with what it made: each collection once, none that is gone.
 *
 * @throws SandboxError `invalid` with the first difference
 */
export function checkCollections(found: readonly FoundCollection[]): void {
  for (const { kind, entries, deleted, capacity } of expected) {
    const seen = found.filter((each) => each.kind === kind && each.table.entries === entries);
    const isRight = seen[0]?.table.deleted === deleted && seen[0].table.capacity === capacity;
    if (seen.length === 1 && isRight) continue;
    throw disagreement(
      `a ${kind} of ${entries} entries, ${deleted} deleted and room for ${capacity}`,
      seen.map(({ table }) => `${table.entries}/${table.deleted}/${table.capacity}`),
    );
  }
  for (const { kind, entries } of weak) {
    const seen = found.filter((each) => each.kind === kind && each.table.entries === entries);
    if (seen.length === 1) continue;
    throw disagreement(
      `a ${kind} of ${entries} entries`,
      seen.map(({ table }) => `${table.entries}/${table.deleted}/${table.capacity}`),
    );
  }
  const gone = found.filter(({ table }) => collected.has(table.entries));
  if (gone.length === 0) return;
  throw disagreement(
    'no collection that was collected',
    gone.map(({ kind, table }) => `a ${kind} of ${table.entries}`),
  );
}

function disagreement(wanted: string, seen: readonly string[]): SandboxError {
  return new SandboxError(
    'invalid',
    `self-test: expected ${wanted} in a child of the same executable, got ${seen.length === 0 ? 'none' : seen.join(', ')}`,
  );
}
