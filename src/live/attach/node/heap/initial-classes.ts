import { readWord } from '../../proc/process-memory.ts';
import type { HeapView } from './heap-view.ts';
import { type HiddenClass, isStrongPointer } from './hidden-classes.ts';

/** A class that was made of others is never that far from the first. */
const longestChain = 1000;
const deepestContext = 64;
const headBytes = 16;
const previousAt = headBytes + 8;
/** A native context holds hundreds of things; no other one that many. */
const leastSlots = 200;
const mostSlots = 2000;

/**
 * Classes of which objects of some types are made at first, by the native contexts that lead to them: the
 * classes given have a constructor, that has a context, and one of those around it is native.
 */
export function initialClasses(
  view: HeapView,
  classes: readonly number[],
  types: ReadonlyMap<number, unknown>,
): readonly number[] {
  const contexts = new Set(classes.flatMap((pointer) => nativeContextOf(view, pointer) ?? []));
  const found = new Set<number>();
  for (const context of contexts)
    for (const word of slotsOf(view, context) ?? [])
      if (types.has(view.classes.at(word)?.instanceType ?? -1)) found.add(word);
  return [...found];
}

function nativeContextOf(view: HeapView, pointer: number): number | null {
  const constructor = constructorOf(view, view.classes.at(pointer));
  if (constructor === null) return null;
  const { functions, types } = view.layout.constants;
  let context = view.memory.readWord(constructor - 1 + functions.context) ?? 0;
  for (let step = 0; step < deepestContext; step++) {
    const type = view.classes.of(context)?.instanceType ?? -1;
    if (type < types.context[0] || type > types.context[1]) return null;
    if (slotsOf(view, context) !== null) return context;
    context = view.memory.readWord(context - 1 + previousAt) ?? 0;
  }
  return null;
}

function constructorOf(view: HeapView, hiddenClass: HiddenClass | null): number | null {
  let from = hiddenClass;
  for (let step = 0; step < longestChain && from !== null; step++) {
    const back = from.constructorOrBack;
    if (view.classes.at(back) === null) return isStrongPointer(back) ? back : null;
    from = view.classes.at(back);
  }
  return null;
}

/** What a native context holds; `null` for another one. */
function slotsOf({ memory }: HeapView, context: number): readonly number[] | null {
  const slots = memory.read(context - 1 + 12, 4)?.readInt32LE(0) ?? 0;
  if (slots < leastSlots || slots > mostSlots) return null;
  const bytes = memory.read(context - 1 + headBytes, 8 * slots);
  if (bytes === null) return null;
  return Array.from({ length: slots }, (_, slot) => readWord(bytes, 8 * slot));
}
