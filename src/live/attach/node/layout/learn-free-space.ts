import { SandboxError } from '../../../../base/primitives/sandbox-error.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { HeapPage } from '../heap/heap-page.ts';
import type { HiddenClass } from '../heap/hidden-classes.ts';
import type { FreeSpaceLayout } from './node-layout.ts';

/** Sizes are counted in bytes, and in words since V8 13. */
const units = [1, 8] as const;

/**
 * Finds out how memory without objects is marked: by the class whose marks, with their sizes, reach
 * to the end of a page just where they should, again and again.
 *
 * @throws SandboxError `invalid` where no class does
 */
export function learnFreeSpace(
  memory: ProcessMemory,
  pages: readonly HeapPage[],
  shared: readonly HiddenClass[],
): FreeSpaceLayout {
  const variable = new Map(
    shared.filter(({ instanceBytes }) => instanceBytes === 0).map((each) => [each.pointer, each]),
  );
  const votes = new Map<string, { readonly layout: FreeSpaceLayout; count: number }>();
  for (const page of pages.filter(({ heap, isLarge }) => heap !== 0 && !isLarge)) {
    const bytes = memory.read(page.start, page.end - page.start);
    if (bytes === null) continue;
    for (const layout of marksTo(bytes, variable)) {
      const key = `${layout.type} ${layout.unitBytes}`;
      const vote = votes.get(key) ?? { layout, count: 0 };
      vote.count += 1;
      votes.set(key, vote);
    }
  }
  const [best, second] = [...votes.values()].toSorted((a, b) => b.count - a.count);
  if (best === undefined || best.count < 4 || best.count < 3 * (second?.count ?? 0)) {
    throw new SandboxError(
      'invalid',
      'expected a heap as V8 11 to 14 lay it out: found no marks of free space in a child of the same executable',
    );
  }
  return best.layout;
}

/** Marks that reach just to the end of the bytes: a class, then a small integer. */
function marksTo(
  bytes: Buffer,
  classes: ReadonlyMap<number, HiddenClass>,
): readonly FreeSpaceLayout[] {
  const found: FreeSpaceLayout[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 8) {
    const size = bytes.readInt32LE(at + 12);
    if (size <= 0 || bytes.readInt32LE(at + 8) !== 0) continue;
    const unitBytes = units.find((unit) => at + size * unit === bytes.length);
    if (unitBytes === undefined) continue;
    const type = classes.get(readWord(bytes, at))?.instanceType;
    if (type !== undefined) found.push({ type, unitBytes });
  }
  return found;
}
