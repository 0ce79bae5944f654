import { type TableShape, tableShapes } from './table-shapes.ts';

/** What is known of tables of one size before their shape is. */
export interface SizedTables {
  readonly blockBytes: number;
  /** Whether a table of this size was made by a split, which only those of 1,024 slots do. */
  readonly isOfSplit: boolean;
}

const splitSlots = 1024;

/**
 * The shapes of tables that one line makes. All tables of one map type have slots of one size, so the
 * slots that explain most of the sizes are taken; of several, those whose keys and values are whole
 * words, since most are.
 *
 * @returns for each of the tables that are explained the shapes that it can have
 */
export function fitShapes<Tables extends SizedTables>(
  family: TableShape['family'],
  tables: readonly Tables[],
): ReadonlyMap<Tables, readonly TableShape[]> {
  const bySlot = new Map<number, Map<Tables, TableShape[]>>();
  for (const each of tables)
    for (const shape of tableShapes(each.blockBytes)) {
      if (shape.family !== family || (each.isOfSplit && shape.slots !== splitSlots)) continue;
      const ofSlot = bySlot.get(shape.slotBytes) ?? new Map<Tables, TableShape[]>();
      ofSlot.set(each, [...(ofSlot.get(each) ?? []), shape]);
      bySlot.set(shape.slotBytes, ofSlot);
    }
  const most = Math.max(0, ...[...bySlot.values()].map(({ size }) => size));
  const best = [...bySlot].filter(([, { size }]) => size === most);
  const rank = Math.min(...best.map(([slotBytes]) => unevenness(slotBytes)));
  const likely = best.filter(([slotBytes]) => unevenness(slotBytes) === rank);
  const explained = new Map<Tables, TableShape[]>();
  for (const [, shapes] of likely)
    for (const [each, fitting] of shapes)
      explained.set(each, [...(explained.get(each) ?? []), ...fitting]);
  return explained;
}

function unevenness(slotBytes: number): number {
  return slotBytes % 8 === 0 ? 0 : slotBytes % 4 === 0 ? 1 : 2;
}

/** Slots of tables which show by their sizes alone that they are tables; `null` if they do not. */
export function provenSlotBytes(blocks: readonly number[]): number | null {
  const large = [...new Set(blocks)].filter(
    (bytes) => bytes > largestSmallBytes && !Number.isInteger(Math.log2(bytes)),
  );
  for (let slotBytes = 4; slotBytes <= 256; slotBytes += 4) {
    const logs = large
      .flatMap((bytes) =>
        tableShapes(bytes)
          .filter((shape) => shape.family === 'classic' && shape.slotBytes === slotBytes)
          .map(({ slots }) => ({ log2: Math.log2(slots), bytes })),
      )
      .toSorted((one, other) => other.log2 - one.log2);
    if (isChain(logs)) return slotBytes;
  }
  return null;
}

/** Sizes up to this are rounded so much that many things have the same. */
export const largestSmallBytes = 32_768;
const largeBytes = 524_288;

/** Buffers that double do so without the sixteenth part for overflow: two doublings are no chance. */
function isChain(logs: readonly { readonly log2: number; readonly bytes: number }[]): boolean {
  let run = 1;
  for (const [index, { log2, bytes }] of logs.entries()) {
    const before = logs[index - 1];
    if (before === undefined) continue;
    if (before.log2 === log2 + 1) {
      run += 1;
      if (run >= 3 || bytes > largeBytes) return true;
    } else if (before.log2 !== log2) run = 1;
  }
  return false;
}
