import { seededRandom } from '../../base/primitives/seeded-random.ts';

/** Operations that a real map performs while it is recorded. */
export interface RecordedWorkload {
  readonly name: string;
  readonly hint: number;
  /** A digest of the table memory is taken after every so many operations. */
  readonly digestEvery: number;
  /** As the recorder reads them: `p key value`, `d key`, `c`, `i entries`, `y`, `h`, `s divisor`, `o entries`. */
  readonly operations: readonly string[];
  /** Reads iterators, which package reflect keeps in another way before Go 1.18. */
  readonly hasLoops?: boolean;
}

const spread = 0x9e37_79b9_7f4a_7c15n;

/** A key without any order. */
function keyOf(index: number): string {
  return BigInt.asIntN(64, (BigInt(index) + 1n) * spread).toString();
}

function puts(count: number, key: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => `p ${key(index)} ${index}`);
}

/** A put of a key for every key drawn, deletes, overwrites and now and then a clear. */
function mixed(operations: number, keys: number, clears: boolean): string[] {
  const random = seededRandom(7);
  return Array.from({ length: operations }, (_, index) => {
    const key = keyOf(Math.floor(random() * keys));
    if (clears && index % 900 === 899) return 'c';
    return random() < 0.62 ? `p ${key} ${index}` : `d ${key}`;
  });
}

/** Keys put, and all of them deleted again. */
function emptied(keys: number): string[] {
  return [...puts(keys, keyOf), ...Array.from({ length: keys }, (_, index) => `d ${keyOf(index)}`)];
}

/** The newest `window` keys, the oldest deleted before each insert. */
function sliding(operations: number, window: number): string[] {
  const list = puts(window, keyOf);
  for (let index = window; list.length < operations; index++)
    list.push(`d ${keyOf(index - window)}`, `p ${keyOf(index)} ${index}`);
  return list;
}

/** Keys with range loops after every 17th, in growths too, then copies without and with a hint. */
function looped(keys: number): string[] {
  const filled = puts(keys, keyOf).flatMap((put, index) =>
    index % 17 === 3 ? [put, `i ${index % 3 === 0 ? 0 : 4}`] : [put],
  );
  const half = Array.from({ length: keys / 2 }, (_, index) => `d ${keyOf(2 * index)}`);
  return ['i 0', ...filled, ...half, 'i 0', 'y', ...puts(keys, String), 'h', 'i 0', 'c', 'i 0'];
}

/** Keys that come and go in loops that stay open, in growths too, and sweeps. */
function openLoops(keys: number): string[] {
  const busy: string[] = [];
  for (const [index, put] of puts(keys, keyOf).entries()) {
    if (index % 41 === 5) busy.push(`o ${1 + (index % 4)}`);
    busy.push(put);
    if (index % 3 === 0 && index > 12) busy.push(`d ${keyOf(index - 12)}`);
  }
  const half = Array.from({ length: keys / 2 }, (_, index) => `d ${keyOf(2 * index + 1)}`);
  return ['o 1', ...busy, 's 5', 'o 1', ...half, 's 2', 'o 1', ...puts(keys, String), 'c', 'o 1'];
}

/** Every way of using a map that its rules tell apart, small enough to record in a second each. */
export const recordedWorkloads: readonly RecordedWorkload[] = [
  { name: 'sequential', hint: 0, digestEvery: 1, operations: puts(240, String) },
  { name: 'random', hint: 0, digestEvery: 40, operations: puts(4000, keyOf) },
  { name: 'mix', hint: 0, digestEvery: 10, operations: mixed(3000, 700, false) },
  { name: 'mix with clears', hint: 0, digestEvery: 10, operations: mixed(4000, 500, true) },
  {
    name: 'emptied',
    hint: 0,
    digestEvery: 5,
    operations: [...emptied(60), ...emptied(60), ...emptied(9)],
  },
  { name: 'sliding window', hint: 0, digestEvery: 100, operations: sliding(6000, 100) },
  {
    name: 'overwrites of a full table',
    hint: 0,
    digestEvery: 1,
    operations: [...puts(8, keyOf), ...puts(8, keyOf), `p ${keyOf(8)} 8`],
  },
  { name: 'loops and copies', hint: 0, digestEvery: 20, operations: looped(900), hasLoops: true },
  {
    name: 'sweeps and loops that stay open',
    hint: 0,
    digestEvery: 20,
    operations: openLoops(900),
    hasLoops: true,
  },
  { name: 'hint 100', hint: 100, digestEvery: 20, operations: puts(400, keyOf) },
  { name: 'hint 897', hint: 897, digestEvery: 40, operations: puts(1200, keyOf) },
  { name: 'hint 5000', hint: 5000, digestEvery: 250, operations: puts(6000, keyOf) },
];
