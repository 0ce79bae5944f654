import { numberAt } from '../../../../base/primitives/number-at.ts';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { type ProcessMemory, readWord } from '../../proc/process-memory.ts';
import type { HeapPage } from '../heap/heap-page.ts';
import type { HiddenClass } from '../heap/hidden-classes.ts';
import type { FreeSpaceLayout } from './node-layout.ts';
import { readSmallPages } from './read-small-pages.ts';

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
  readSmallPages(memory, pages, (bytes, halves) => {
    for (const layout of marksTo(bytes, halves, variable)) {
      const key = `${layout.type} ${layout.unitBytes}`;
      const vote = votes.get(key) ?? { layout, count: 0 };
      vote.count += 1;
      votes.set(key, vote);
    }
  });
  const [best, second] = [...votes.values()].toSorted((a, b) => b.count - a.count);
  if (best === undefined || best.count < 4 || best.count < 3 * (second?.count ?? 0)) {
    throw new SandboxError(
      'invalid',
      'expected a heap as V8 11 to 14 lay it out: found no marks of free space in a child of the same executable',
    );
  }
  return best.layout;
}

/**
 * Marks that reach just to the end of the bytes: a class, then a small integer, which counts bytes, or
 * words since V8 13.
 */
function marksTo(
  bytes: Buffer,
  halves: Int32Array,
  classes: ReadonlyMap<number, HiddenClass>,
): readonly FreeSpaceLayout[] {
  const found: FreeSpaceLayout[] = [];
  for (let at = 0; at + 3 < halves.length; at += 2) {
    const size = numberAt(halves, at + 3);
    const left = halves.length * 4 - at * 4;
    if (size !== left && size * 8 !== left) continue;
    if (halves[at + 2] !== 0) continue;
    const unitBytes = size === left ? 1 : 8;
    const type = classes.get(readWord(bytes, at * 4))?.instanceType;
    if (type !== undefined) found.push({ type, unitBytes });
  }
  return found;
}
