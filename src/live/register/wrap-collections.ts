/** The collections of one realm. */
export interface Collections {
  readonly Map: MapConstructor;
  readonly Set: SetConstructor;
}

type Collection = Map<unknown, unknown> | Set<unknown>;
type Method = (...arguments_: never[]) => unknown;

/**
 * Hears of an insert that brought a collection past a power of two of entries, 1,024 or more: the
 * insert that doubles its table, unless deleted entries made it double before.
 *
 * @param wrapper the method that the program called, above which the stack is the program's
 */
export type GrowthListener = (collection: Collection, entries: number, wrapper: Method) => void;

/**
 * Replaces `Map.prototype.set` and `Set.prototype.add` by methods that behave like them, and ask for
 * the size afterwards. Uses nothing of this module, so that its text can be run in another realm.
 */
export function wrapCollections({ Map, Set }: Collections, onGrowth: GrowthListener): void {
  const fewest = 1024;
  const { apply, defineProperty, get, getOwnPropertyDescriptor } = Reflect;
  // `Function.prototype.call` bound to a method is a function of the collection. Taken now: the program
  // may change what a function's own `call` does.
  const call: Method = get(Function.prototype, 'call');
  const bind: Method = get(Function.prototype, 'bind');
  const sizeGetter = (prototype: object): unknown =>
    get(getOwnPropertyDescriptor(prototype, 'size') ?? {}, 'get');
  const replace = (prototype: object, name: 'set' | 'add', value: Method): void => {
    const descriptor = getOwnPropertyDescriptor(prototype, name);
    defineProperty(prototype, name, { ...descriptor, value });
  };

  const setOf: (map: unknown, key: unknown, value: unknown) => unknown = apply(bind, call, [
    get(Map.prototype, 'set'),
  ]);
  const sizeOfMap: (map: unknown) => number = apply(bind, call, [sizeGetter(Map.prototype)]);
  // Methods of an object are no constructors and have no prototype, like those that they replace.
  const ofMap = {
    set(this: Collection, key: unknown, value: unknown): unknown {
      const result = setOf(this, key, value);
      const size = sizeOfMap(this);
      if (size > fewest && ((size - 1) & (size - 2)) === 0) onGrowth(this, size, set);
      return result;
    },
  };
  const set: Method = get(ofMap, 'set');
  replace(Map.prototype, 'set', set);

  const addTo: (set: unknown, value: unknown) => unknown = apply(bind, call, [
    get(Set.prototype, 'add'),
  ]);
  const sizeOfSet: (set: unknown) => number = apply(bind, call, [sizeGetter(Set.prototype)]);
  const ofSet = {
    add(this: Collection, value: unknown): unknown {
      const result = addTo(this, value);
      const size = sizeOfSet(this);
      if (size > fewest && ((size - 1) & (size - 2)) === 0) onGrowth(this, size, add);
      return result;
    },
  };
  const add: Method = get(ofSet, 'add');
  replace(Set.prototype, 'add', add);
}
