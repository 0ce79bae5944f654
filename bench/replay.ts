import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { median } from '../src/base/stats/median.ts';
import { seededRandom } from '../src/base/primitives/seeded-random.ts';
import { referenceExactPass } from '../src/lab/subjects/reference/reference-exact-pass.ts';
import { benchCell } from './bench-cell.ts';
import { buildGoPrograms, noGo } from './go-program.ts';
import { costOf } from './paired-cost.ts';

const child = fileURLToPath(new URL('replay-process.js', import.meta.url));
const OPERATIONS = 2_000_000;
const KEYS = 100_000;
const ROUNDS = 5;
const LARGE_BLOCKS = 100;
const BLOCK = 1_000_000;

interface Replayed {
  readonly operations: number;
  readonly entries: number;
  readonly distinctKeys: number;
  readonly rssBytes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Seconds of the clock, and of CPU time. */
type Took = Pick<Replayed, 'seconds' | 'cpuSeconds'>;

/**
 * Operations per second of a replay (aim: half of those of the same mix generated in the kernel), beside a
 * Go program that reads the same file; and whether memory grows with the recording.
 */
export async function run(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-replay-'));
  try {
    return `${await speeds(folder)}${memory(folder)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function speeds(folder: string): Promise<string> {
  const file = join(folder, 'cache.csv');
  await writeTrace(file);
  const programs = await buildGoPrograms('replay');
  const taken = new Map<string, Took[]>();
  const add = (name: string, took: Took): void => {
    taken.set(name, [...(taken.get(name) ?? []), took]);
  };
  for (let round = 0; round < ROUNDS; round++) {
    add('generated', generated());
    add('replayed', replayed(file, 'string'));
    for (const { version, run: start } of programs) {
      const [seconds = 0, cpuSeconds = 0] = start(file)
        .split(' ')
        .map((word) => Number(word) / 1e9);
      add(version, { seconds, cpuSeconds });
    }
  }
  for (const { remove } of programs) remove();
  const own = typicalOf(taken.get('replayed') ?? []);
  const lines = [...taken].map(([name, rounds]) => {
    const { seconds, cpuSeconds } = typicalOf(rounds);
    const rate = (OPERATIONS / seconds / 1e6).toFixed(2);
    const cpuNs = ((1e9 * cpuSeconds) / OPERATIONS).toFixed(0);
    return `  ${name}: ${rate} million operations per second, ${cpuNs} ns of CPU time each; the replay has ${(seconds / own.seconds).toFixed(2)} of that, ${(cpuSeconds / own.cpuSeconds).toFixed(2)} by CPU time\n`;
  });
  return `${OPERATIONS} sets and gets of ${KEYS} keys, medians of ${ROUNDS} rounds in turn, map[string]int64 of go1.24\n${lines.join('')}${programs.length === 0 ? noGo : ''}`;
}

function typicalOf(rounds: readonly Took[]): Took {
  return {
    seconds: median(rounds.map(({ seconds }) => seconds)),
    cpuSeconds: median(rounds.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

/** The same mix, drawn by the kernel. */
function generated(): Took {
  const phases = [
    {
      name: 'cache',
      operationsPerWriter: OPERATIONS,
      mix: { insert: 1, lookup: 3 },
      keys: { kind: 'uniform', keys: KEYS },
    },
  ] as const;
  const cell = benchCell(1, 1, { map: 'go1.24', key: 'string', guard: 'none' }, { phases });
  const { wallNs, cpuNs } = costOf(1, () => {
    const started = performance.now();
    referenceExactPass({ cell, arenaLimitBytes: 2 ** 28, onState: () => undefined });
    return (performance.now() - started) * 1e6;
  });
  return { seconds: wallNs / 1e9, cpuSeconds: cpuNs / 1e9 };
}

function replayed(file: string, key: string): Replayed {
  const { stdout, stderr } = spawnSync(process.execPath, [child, file, key], { encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  const result: Replayed = JSON.parse(stdout);
  return result;
}

async function writeTrace(file: string): Promise<void> {
  const random = seededRandom(1);
  const out = createWriteStream(file);
  for (let written = 0; written < OPERATIONS; written += 10_000) {
    const lines = Array.from({ length: 10_000 }, (_, at) => {
      const key = Math.floor(random() * KEYS)
        .toString(16)
        .padStart(16, '0');
      return `${Math.floor((written + at) / 1000)},${key},16,8,1,${random() < 0.25 ? 'set' : 'get'},0\n`;
    });
    if (!out.write(lines.join(''))) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

/** A million operations, and a hundred times the same, unpacked from gzip out of a pipe. */
function memory(folder: string): string {
  const random = seededRandom(2);
  const block = join(folder, 'block.gz');
  const lines = Array.from({ length: BLOCK }, () => `user-${Math.floor(random() * 10_000)}\n`);
  writeFileSync(block, gzipSync(lines.join(''), { level: 1 }));
  const [small, large] = [1, LARGE_BLOCKS].map((blocks) => {
    const script = `for i in $(seq ${blocks}); do cat '${block}'; done | '${process.execPath}' '${child}' /dev/stdin`;
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' });
    if (stderr !== '') throw new Error(stderr);
    const result: Replayed = JSON.parse(stdout);
    return result;
  });
  if (small === undefined || large === undefined) throw new Error('expected two replays');
  const growth = 100 * (large.rssBytes / small.rssBytes - 1);
  return `Keys out of gzip (aim: the same memory)\n${line(small)}${line(large)}  peak RSS grew by ${growth.toFixed(1)} %\n`;
}

function line({ operations, rssBytes, seconds }: Replayed): string {
  return `  ${operations} operations: peak RSS ${(rssBytes / 2 ** 20).toFixed(1)} MiB, ${seconds.toFixed(1)} s\n`;
}
