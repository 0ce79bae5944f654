// What `mapswell advise` costs over bare parsing with the same grammar: Go's own library and commands, each pass in a
// fresh process, in turns, by CPU time; and the most memory that a pass holds.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { median } from '../src/base/stats/median.ts';
import { findEveryGo } from '../src/lab/subjects/go/find-go.ts';
import { noGo } from './go-program.ts';
import { type BenchRatio, ratioOf } from './bench-ratio.ts';

const turns = 6;

interface Pass {
  readonly lines: number;
  readonly cpuMs: number;
  readonly peakKib: number;
}

interface Measured {
  readonly advise: readonly Pass[];
  readonly bare: readonly Pass[];
}

function passOf(pass: 'bare' | 'advise', folder: string): Pass {
  const program = fileURLToPath(new URL('advise-process.js', import.meta.url));
  return JSON.parse(
    execFileSync(process.execPath, [program, pass, folder], { encoding: 'utf8', stdio: 'pipe' }),
  );
}

/** `null` without a Go whose source is at hand. */
async function measure(): Promise<Measured | null> {
  const root = (await findEveryGo(process.env)).at(-1)?.root ?? null;
  if (root === null) return null;
  const folder = join(root, 'src');
  const [advise, bare]: [Pass[], Pass[]] = [[], []];
  for (let turn = 0; turn < turns; turn += 1) {
    if (turn % 2 === 0) advise.push(passOf('advise', folder));
    bare.push(passOf('bare', folder));
    if (turn % 2 === 1) advise.push(passOf('advise', folder));
  }
  return { advise, bare };
}

function ratioIn({ advise, bare }: Measured): BenchRatio {
  const [own, peer] = [advise, bare].map((passes) => passes.map(({ cpuMs }) => cpuMs));
  return ratioOf('mapswell advise / bare parsing', 'less', own ?? [], peer ?? []);
}

/** What it found as numbers. */
export async function ratios(): Promise<readonly BenchRatio[]> {
  const measured = await measure();
  return measured === null ? [] : [ratioIn(measured)];
}

export async function run(): Promise<string> {
  const measured = await measure();
  if (measured === null) return noGo;
  const { advise, bare } = measured;
  const { median: ratio, low, high } = ratioIn(measured);
  return (
    `  ${advise[0]?.lines ?? 0} lines of Go's library and commands, without tests and generated files:\n` +
    `  ${secondsOf(advise)} s of CPU time, bare parsing ${secondsOf(bare)} s: ${ratio.toFixed(2)} times [${low.toFixed(2)}, ${high.toFixed(2)}] (at most 2)\n` +
    `  at most ${peakMb(advise)} MB held, by bare parsing ${peakMb(bare)} MB (at most 300)\n`
  );
}

function secondsOf(passes: readonly Pass[]): string {
  return (median(passes.map(({ cpuMs }) => cpuMs)) / 1000).toFixed(1);
}

function peakMb(passes: readonly Pass[]): string {
  return Math.max(...passes.map(({ peakKib }) => (peakKib * 1024) / 1e6)).toFixed(0);
}
