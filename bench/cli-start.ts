import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../src/base/stats/median.ts';

const rounds = 11;
const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));
const types = ['--key', 'int64', '--value', 'int64', '--entries', '1e9'];
const commands: readonly (readonly [string, readonly string[]])[] = [
  ['node -e 0', ['-e', '0']],
  ['mapswell --help', [main, '--help']],
  ['mapswell plan --map go1.22, 1e9 entries', [main, 'plan', '--map', 'go1.22', ...types]],
  ['mapswell list', [main, 'list']],
  ['mapswell plan --map go1.27, 1e9 entries', [main, 'plan', '--map', 'go1.27', ...types]],
];

/** Wall time of whole processes, each command once a round, against a Node that does nothing. */
export function run(): Promise<string> {
  const timesMs = commands.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, [name, words]] of commands.entries()) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' });
      if (status !== 0) throw new Error(`expected ${name} to end with 0, got ${status}`);
      timesMs[index]?.push(performance.now() - start);
    }
  }
  const medians = timesMs.map((times) => median(times));
  const [bare = Number.NaN] = medians;
  const lines = commands.map(([name], index) => {
    const ms = medians[index] ?? Number.NaN;
    return `  ${name}: ${ms.toFixed(0)} ms, ${(ms / bare).toFixed(2)} times node -e 0, ${(ms - bare).toFixed(0)} ms above it`;
  });
  return Promise.resolve(
    `Start of the command line, median of ${rounds} processes (aims: help 120 ms, plan 150 ms)\n${lines.join('\n')}\n`,
  );
}
