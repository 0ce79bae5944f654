import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type BenchEntry, keepEntry, newestRatios, readHistory } from './bench-history.ts';
import type { BenchRatio } from './bench-ratio.ts';
import { judgeRatios } from './judge-ratios.ts';

/** What every bench exports: it measures, and says what it found. */
interface Bench {
  readonly run: () => Promise<string>;
  /** What it found as numbers, where it holds something against a peer in turns. */
  readonly ratios?: () => Promise<readonly BenchRatio[]>;
}

/** The benches of this folder by name; modules that benches share export no `run`, and other processes and workers start when loaded. */
async function findBenches(): Promise<ReadonlyMap<string, Bench>> {
  const benches = new Map<string, Bench>();
  const files = readdirSync(new URL('.', import.meta.url)).toSorted();
  for (const file of files.filter((one) =>
    /^(?!main\b)(?!.*-(?:process|worker)\b).*\.js$/.test(one),
  )) {
    const module: object = await import(`./${file}`);
    if (isBench(module)) benches.set(file.slice(0, -'.js'.length), module);
  }
  return benches;
}

function isBench(module: object): module is Bench {
  return 'run' in module && typeof module.run === 'function';
}

/** @returns `null` after an error for a name that is none */
async function chosen(
  wanted: readonly string[],
): Promise<readonly (readonly [string, Bench])[] | null> {
  const benches = await findBenches();
  const unknown = wanted.find((name) => !benches.has(name));
  if (unknown === undefined)
    return [...benches].filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const known = [...benches.keys()].join(', ');
  process.stderr.write(`error: no bench named ${unknown} (known are ${known})\n`);
  process.exitCode = 2;
  return null;
}

/** Runs the benches whose names are given, else all, one after the other. */
async function runBenches(benches: readonly (readonly [string, Bench])[]): Promise<void> {
  for (const [name, bench] of benches) {
    process.stdout.write(`\n== ${name}\n`);
    const startedMs = performance.now();
    const text = await bench.run();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    process.stdout.write(`${text.trimEnd()}\n(took ${seconds} s)\n`);
  }
}

/** The ratios of those benches that have some. */
async function measureEntry(benches: readonly (readonly [string, Bench])[]): Promise<BenchEntry> {
  const [load = 0] = loadavg();
  const ratios: BenchRatio[] = [];
  for (const [, bench] of benches) ratios.push(...((await bench.ratios?.()) ?? []));
  return {
    commit: git('describe', '--always', '--abbrev=12', '--exclude=*', '--dirty'),
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    cpus: cpus().length,
    load: Number(load.toFixed(1)),
    ratios,
  };
}

function git(...words: readonly string[]): string {
  return execFileSync('git', words, { encoding: 'utf8' }).trim();
}

/** Measures again what the history has, and fails where a ratio fell by more than its noise. */
async function check(benches: readonly (readonly [string, Bench])[]): Promise<void> {
  const { ratios } = await measureEntry(benches);
  const { fallen, missing, compared } = judgeRatios(newestRatios(readHistory()), ratios);
  for (const { before, now } of fallen)
    process.stdout.write(`fell  ${now.name}: ${textOf(before)}, now ${textOf(now)}\n`);
  if (missing.length > 0) process.stdout.write(`not measured now: ${missing.join(', ')}\n`);
  process.stdout.write(`${fallen.length} of ${compared} ratios fell by more than their noise\n`);
  if (fallen.length > 0) process.exitCode = 1;
}

function textOf({ median, low, high }: BenchRatio): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

const flags = new Set(['--json', '--keep']);
const [first, ...others] = process.argv.slice(2);
const words = first === undefined ? [] : [first, ...others];
const isCheck = first === 'check';
const wrong = words.find((word) => word.startsWith('-') && (isCheck || !flags.has(word)));
if (wrong === undefined) {
  const names = words.filter((word) => !word.startsWith('-'));
  const benches = await chosen(isCheck ? names.slice(1) : names);
  if (benches !== null)
    if (isCheck) await check(benches);
    else if (words.length > names.length) {
      const entry = await measureEntry(benches);
      process.stdout.write(`${JSON.stringify(entry, null, 2)}\n`);
      if (words.includes('--keep')) keepEntry(entry);
    } else await runBenches(benches);
} else {
  process.stderr.write(`error: expected --json or --keep, got ${wrong}\n`);
  process.exitCode = 2;
}
