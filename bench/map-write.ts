import { type BenchRatio, ratioOf } from './bench-ratio.ts';
import { int64Type } from './int64-type.ts';
import { buildGoPrograms, type GoProgram, noGo } from './go-program.ts';
import { costOf, pairedCost } from './paired-cost.ts';
import { newMap, newMapType } from '../src/maps/reference/kernel/new-map.ts';
import { createKernel, type Kernel } from '../src/maps/reference/kernel/kernel.ts';
import { median } from '../src/base/stats/median.ts';

const WRITES = 1_000_000;
const ROUNDS = 9;
const WARM_UPS = 3;
const PAIRS = 41;
const EVENTS = 4096;
/** Measured where there is no Go to hold them against. */
const shownMaps = ['go1.22', 'go1.24', 'go1.27'];

interface Contender {
  readonly name: string;
  /** Fills a fresh map once; ns per write. */
  readonly measure: (round: number) => number;
  /** The contender that it is held against. */
  readonly like: string;
}

/** Fills of a kernel map with growth events and clock on, or with both off; the ns of one. */
function kernelFills(kernel: Kernel, map: string, isRecording: boolean): (round: number) => number {
  const { exports } = kernel;
  const type = newMapType(kernel, int64Type);
  const minor = Number(map.slice('go1.'.length));
  return (round) => {
    const events = isRecording ? EVENTS : 0;
    const address = newMap(kernel, { type, minor, seed: BigInt(round), events });
    exports.mapSetClock(address, isRecording ? 1 : 0);
    const start = performance.now();
    const written = exports.fillRandom64(address, WRITES, BigInt(round));
    const ms = performance.now() - start;
    if (written !== WRITES) throw new Error(`expected ${WRITES} writes, got ${written}`);
    exports.mapFree(address);
    return ms * 1e6;
  };
}

/** Fills of the native Map; the keys are made beforehand, which the other contenders do inside. */
function nativeFills(keys: readonly (bigint | number)[]): Contender['measure'] {
  return () => {
    const map = new Map<bigint | number, number>();
    const start = performance.now();
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index];
      if (key !== undefined) map.set(key, index);
    }
    return ((performance.now() - start) * 1e6) / map.size;
  };
}

function randomKeys(): readonly bigint[] {
  const words = new BigUint64Array(WRITES);
  for (let index = 0, state = 1n; index < WRITES; index++) {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n);
    words[index] = state;
  }
  return [...words];
}

const kernelName = (map: string): string => `kernel, ${map}`;

/** Kernel maps of the versions of Go that there are, the native `Map`, and the real map of each Go. */
function contenders(kernel: Kernel, programs: readonly GoProgram[]): readonly Contender[] {
  const wide = randomKeys();
  const maps = new Set([
    'go1.22',
    ...(programs.length === 0 ? shownMaps : programs.map(({ map }) => map)),
  ]);
  const like = kernelName('go1.22');
  return [
    ...Array.from(maps, (map): Contender => {
      const fill = kernelFills(kernel, map, true);
      return { name: kernelName(map), measure: (round) => fill(round) / WRITES, like };
    }),
    { name: 'native Map, 64-bit keys (bigint)', measure: nativeFills(wide), like },
    {
      name: 'native Map, 53-bit keys (number)',
      measure: nativeFills(wide.map((key) => Number(key >> 11n))),
      like,
    },
    ...programs.map(({ version, map, run: runGo }): Contender => ({
      name: `real map, ${version}`,
      measure: () => Number(runGo().split(' ')[1]),
      like: kernelName(map),
    })),
  ];
}

/** Every contender once a turn, each turn from another one on: none always follows the same one. */
function inTurns(list: readonly Contender[]): ReadonlyMap<string, readonly number[]> {
  const times = new Map(list.map(({ name }): [string, number[]] => [name, []]));
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const first = (round + WARM_UPS) % list.length;
    for (const { name, measure } of [...list.slice(first), ...list.slice(0, first)]) {
      if (round < 0 && name.startsWith('real')) continue;
      const ns = measure(round + WARM_UPS);
      if (round >= 0) times.get(name)?.push(ns);
    }
  }
  return times;
}

/** What recording growth events and reading their clock costs. */
function recordingCost(kernel: Kernel): string {
  const recording = kernelFills(kernel, 'go1.22', true);
  const silent = kernelFills(kernel, 'go1.22', false);
  let turn = 0;
  return pairedCost(
    {
      on: () => costOf(WRITES, () => recording(turn++ >> 1)),
      off: () => costOf(WRITES, () => silent(turn++ >> 1)),
    },
    PAIRS,
  );
}

/** Every contender in turns, in one run. */
async function measureAll() {
  const programs = await buildGoPrograms('map-write');
  const kernel = createKernel({ chargedBytes: 256 * 1024 * 1024 });
  const list = contenders(kernel, programs);
  const times = inTurns(list);
  for (const { remove } of programs) remove();
  const of = (name: string): readonly number[] => times.get(name) ?? [];
  return { kernel, list, of, hasGo: programs.length > 0 };
}

/** How many times as long the native `Map` and real maps take. */
export async function ratios(): Promise<readonly BenchRatio[]> {
  const { list, of } = await measureAll();
  return list
    .filter(({ name, like }) => name !== like && !name.startsWith('kernel'))
    .map(({ name, like }) => ratioOf(`${name} / ${like}`, 'more', of(name), of(like)));
}

/**
 * One million random 64-bit keys into a fresh `map[int64]int64`: the kernel against the native `Map`
 * and the real map of every Go that there is, the kernel's of the same version beside it; in turns, in
 * one run.
 */
export async function run(): Promise<string> {
  const { kernel, list, of, hasGo } = await measureAll();
  const lines = list.map(({ name, like }) => {
    const ns = median(of(name));
    const best = Math.min(...of(name));
    const times = `${(ns / median(of(like))).toFixed(2)} and ${(best / Math.min(...of(like))).toFixed(2)}`;
    return `  ${name}: ${ns.toFixed(0)} ns per write, fastest ${best.toFixed(0)}; ${times} times ${like}`;
  });
  return (
    `One million random 64-bit keys into a fresh map, median of ${ROUNDS} turns (aims: native Map 3, Go above 1)\n` +
    `${lines.join('\n')}\n` +
    (hasGo ? '' : noGo) +
    `Recording growth events, ${WRITES} writes, ${PAIRS} pairs in changing order (aim: at most 3 %)\n` +
    recordingCost(kernel)
  );
}
