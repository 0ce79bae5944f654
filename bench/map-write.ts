import { int64Type } from './int64-type.ts';
import { newMap, newMapType } from '../src/maps/reference/kernel/new-map.ts';
import { createKernel, type Kernel } from '../src/maps/reference/kernel/kernel.ts';
import { median } from '../src/base/stats/median.ts';
import { buildGoProgram } from './go-program.ts';

const WRITES = 1_000_000;
const ROUNDS = 9;
const WARM_UPS = 3;
const EVENTS = 4096;
/** Contenders that are there without Go. */
const OWN = 6;

interface Contender {
  readonly name: string;
  /** Fills a fresh map once; ns per write. */
  readonly measure: (round: number) => number;
}

/** Fills of a kernel map with growth events and clock on, or with both off. */
function kernelFills(kernel: Kernel, version: number, isRecording: boolean): Contender['measure'] {
  const { exports } = kernel;
  const type = newMapType(kernel, int64Type);
  return (round) => {
    const events = isRecording ? EVENTS : 0;
    const map = newMap(kernel, { type, minor: version, seed: BigInt(round), events });
    exports.mapSetClock(map, isRecording ? 1 : 0);
    const start = performance.now();
    const written = exports.fillRandom64(map, WRITES, BigInt(round));
    const ms = performance.now() - start;
    if (written !== WRITES) throw new Error(`expected ${WRITES} writes, got ${written}`);
    exports.mapFree(map);
    return (ms * 1e6) / WRITES;
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

function contenders(): { readonly list: readonly Contender[]; readonly close: () => void } {
  const kernel = createKernel({ chargedBytes: 256 * 1024 * 1024 });
  const wide = randomKeys();
  const list: Contender[] = [
    { name: 'kernel, go1.22, events on', measure: kernelFills(kernel, 22, true) },
    { name: 'kernel, go1.22, events off', measure: kernelFills(kernel, 22, false) },
    { name: 'kernel, go1.24, events on', measure: kernelFills(kernel, 24, true) },
    { name: 'kernel, go1.27, events on', measure: kernelFills(kernel, 27, true) },
    { name: 'native Map, 64-bit keys (bigint)', measure: nativeFills(wide) },
    {
      name: 'native Map, 53-bit keys (number)',
      measure: nativeFills(wide.map((key) => Number(key >> 11n))),
    },
  ];
  const go = buildGoProgram('map-write');
  if (go === null) return { list, close: () => undefined };
  const [version = 'go'] = go.run().split(' ');
  list.push({ name: `real map, ${version}`, measure: () => Number(go.run().split(' ')[1]) });
  return { list, close: go.remove };
}

/** The kernel's map of the same kind: real Swiss maps are held against the kernel's. */
function likeOf(name: string): number {
  const minor = Number(/^real map, go1\.(\d+)/.exec(name)?.[1]);
  if (minor >= 27) return 3;
  return minor >= 24 ? 2 : 0;
}

/**
 * One million random 64-bit keys into a fresh `map[int64]int64`: the kernel against the native `Map`
 * and, where Go is installed, the real map; in turns, in one run.
 */
export function run(): Promise<string> {
  const { list, close } = contenders();
  const times = list.map((): number[] => []);
  for (let round = 0; round < WARM_UPS; round++)
    for (const { measure } of list.slice(0, OWN)) measure(round);
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, { measure }] of list.entries()) times[index]?.push(measure(round));
  close();
  const medians = times.map((values) => median(values));
  const [recording = Number.NaN, silent = Number.NaN] = medians;
  const fastest = times.map((values) => Math.min(...values));
  const lines = list.map(({ name }, index) => {
    const ns = medians[index] ?? Number.NaN;
    const best = fastest[index] ?? Number.NaN;
    const same = likeOf(name);
    const ratios = `${(ns / (medians[same] ?? Number.NaN)).toFixed(2)} and ${(best / (fastest[same] ?? Number.NaN)).toFixed(2)}`;
    return `  ${name}: ${ns.toFixed(0)} ns per write, fastest ${best.toFixed(0)}; ${ratios} times ${list[same]?.name}`;
  });
  const perPair = (times[0] ?? []).map((on, index) => on / (times[1]?.[index] ?? Number.NaN) - 1);
  const isGoMissing = list.length === OWN;
  return Promise.resolve(
    `One million random 64-bit keys into a fresh map, median of ${ROUNDS} turns (aims: native Map 3, Go above 1)\n` +
      `${lines.join('\n')}\n` +
      `  recording growth events costs ${(100 * (recording / silent - 1)).toFixed(1)} % of the medians, ${(100 * median(perPair)).toFixed(1)} % as the median of pairs\n` +
      (isGoMissing ? '  no Go found: set GO or install it to compare with the real map\n' : ''),
  );
}
