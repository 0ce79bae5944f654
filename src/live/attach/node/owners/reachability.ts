import type { FoundCollection } from '../heap/find-collections.ts';
import type { HeapScanner } from '../heap/heap-scanner.ts';
import type { HeapView } from '../heap/heap-view.ts';
import { pageBytes } from '../layout/node-layout.ts';
import { threadStacks } from './thread-stacks.ts';

/**
 * Which collections nothing points to that was read: garbage that is not collected yet. Where
 * collections with pages of their own may hold one, which are not read, `null` leaves it open, but for
 * young ones: what is held for long does not stay young.
 *
 * @param candidates collections to which no object points
 */
export async function unreferenced(
  view: HeapView,
  scanner: HeapScanner,
  pid: number,
  candidates: readonly FoundCollection[],
): Promise<ReadonlyMap<number, false | null>> {
  if (candidates.length === 0) return new Map();
  const onStack = await pointersOnStacks(view, scanner, pid, candidates);
  if (onStack === null) return new Map(candidates.map(({ pointer }) => [pointer, null]));
  const readsAll = view.largePages.every(({ start }) => !isTable(view, start + 1));
  const young = new Set(view.pages.filter(({ isYoung }) => isYoung).map(({ base }) => base));
  const isYoung = (pointer: number): boolean => young.has(pointer - (pointer % pageBytes));
  return new Map(
    candidates
      .filter(({ pointer }) => !onStack.has(pointer))
      .map(({ pointer }) => [pointer, readsAll || isYoung(pointer) ? false : null]),
  );
}

/** Functions that run hold their variables on stacks; `null` where not all of these are known. */
async function pointersOnStacks(
  { memory }: HeapView,
  scanner: HeapScanner,
  pid: number,
  candidates: readonly FoundCollection[],
): Promise<ReadonlySet<number> | null> {
  const { ranges, areAllKnown } = await threadStacks(pid);
  if (!areAllKnown) return null;
  const found = new Set<number>();
  scanner.lookFor(candidates.map(({ pointer }) => pointer));
  for (const { address, bytes } of ranges)
    scanner.scan(memory, address, address + bytes, ({ number }) => {
      const candidate = candidates[number ?? -1];
      if (candidate !== undefined) found.add(candidate.pointer);
    });
  return found;
}

function isTable({ classes, tableClasses }: HeapView, pointer: number): boolean {
  const { map, set, weak, dictionary, numbers } = tableClasses;
  const own = classes.of(pointer)?.pointer ?? -1;
  return [map, set, weak, dictionary, numbers].some((pointers) => pointers.includes(own));
}
