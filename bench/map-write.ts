import { type BenchRatio, ratioOf } from './bench-ratio.ts';
import { benchCell } from './bench-cell.ts';
import { buildGoPrograms, type GoProgram, noGo } from './go-program.ts';
import { costOf, pairedCost } from './paired-cost.ts';
import { ThreadedCell } from './threaded-cell.ts';
import { median } from '../src/base/stats/median.ts';
import type { MapModel } from '../src/maps/model/map-model.ts';

const WRITES = 1_000_000;
const ROUNDS = 15;
const WARM_UPS = 3;
const PAIRS = 41;
const SAMPLE_INTERVAL = 128;
const ARENA_BYTES = 2 ** 28;
/** Measured where there is no Go to hold them against. */
const shownMaps: readonly MapModel[] = ['go1.22', 'go1.24', 'go1.27'];

interface Contender {
  readonly name: string;
  /** Fills a fresh map once; ns per write. */
  readonly measure: (round: number) => number;
  /** The contender that it is held against. */
  readonly like: string;
}

/** Fills of a kernel map by a pass of one writer, as a run times it; the ns of one. */
async function kernelFills(map: MapModel): Promise<ThreadedCell> {
  return await ThreadedCell.start({ ...benchCell(1, WRITES), guard: 'none', map }, ARENA_BYTES);
}

/** With growth events, their clock and latencies, or with none of it. */
function fillOnce(cell: ThreadedCell, isRecording: boolean): number {
  const isOn = { hasEvents: isRecording, hasClock: isRecording };
  return cell.run(isOn, isRecording ? SAMPLE_INTERVAL : 0);
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
function contenders(
  cells: ReadonlyMap<MapModel, ThreadedCell>,
  programs: readonly GoProgram[],
): readonly Contender[] {
  const wide = randomKeys();
  const like = kernelName('go1.22');
  return [
    ...Array.from(cells, ([map, cell]): Contender => ({
      name: kernelName(map),
      measure: () => fillOnce(cell, true) / WRITES,
      like,
    })),
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
function recordingCost(cell: ThreadedCell): string {
  return pairedCost(
    {
      on: () => costOf(WRITES, () => fillOnce(cell, true)),
      off: () => costOf(WRITES, () => fillOnce(cell, false)),
    },
    PAIRS,
  );
}

/** Every contender in turns, in one run. */
async function measureAll() {
  const programs = await buildGoPrograms('map-write');
  const found = programs.length === 0 ? shownMaps : programs.map(({ map }) => map);
  const cells = new Map<MapModel, ThreadedCell>();
  for (const map of new Set<MapModel>(['go1.22', ...found])) cells.set(map, await kernelFills(map));
  const list = contenders(cells, programs);
  const times = inTurns(list);
  for (const { remove } of programs) remove();
  const of = (name: string): readonly number[] => times.get(name) ?? [];
  return { cells, list, of, hasGo: programs.length > 0 };
}

async function closeAll(cells: ReadonlyMap<MapModel, ThreadedCell>): Promise<void> {
  for (const cell of cells.values()) await cell.close();
}

/** How many times as long the native `Map` and real maps take. */
export async function ratios(): Promise<readonly BenchRatio[]> {
  const { cells, list, of } = await measureAll();
  await closeAll(cells);
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
  const { cells, list, of, hasGo } = await measureAll();
  const lines = list.map(({ name, like }) => {
    const ns = median(of(name));
    const best = Math.min(...of(name));
    const times = `${(ns / median(of(like))).toFixed(2)} and ${(best / Math.min(...of(like))).toFixed(2)}`;
    return `  ${name}: ${ns.toFixed(0)} ns per write, fastest ${best.toFixed(0)}; ${times} times ${like}`;
  });
  const classic = cells.get('go1.22');
  const recording = classic === undefined ? '' : recordingCost(classic);
  await closeAll(cells);
  return (
    `One million random 64-bit keys into a fresh map, median of ${ROUNDS} turns (aims: native Map 3, Go 1.5)\n` +
    `${lines.join('\n')}\n` +
    (hasGo ? '' : noGo) +
    `Recording growth events, ${WRITES} writes, ${PAIRS} pairs in changing order (aim: at most 3 %)\n` +
    recording
  );
}
