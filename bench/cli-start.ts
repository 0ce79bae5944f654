import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from '../src/base/stats/median.ts';
import { type BenchRatio, ratioOf } from './bench-ratio.ts';
import { type TimedProcess, timeInTurns } from './process-turns.ts';

const turns = 11;
const main = fileURLToPath(new URL('../bundle/main.cjs', import.meta.url));
const types = ['--key', 'int64', '--value', 'int64', '--entries', '1e9'];
const bare: TimedProcess = { name: 'node -e 0', words: ['-e', '0'] };
const commands: readonly TimedProcess[] = [
  { name: 'mapswell --help', words: [main, '--help'] },
  { name: 'mapswell list', words: [main, 'list'] },
  ...['go1.22', 'go1.27'].map((map) => ({
    name: `mapswell plan --map ${map}, 1e9 entries`,
    words: [main, 'plan', '--map', map, ...types],
  })),
];

/** Each command once a turn, beside a Node that does nothing. */
function measure(): readonly (readonly [TimedProcess, readonly number[], readonly number[]])[] {
  const [bareMs = [], ...timesMs] = timeInTurns([bare, ...commands], turns, tmpdir());
  return commands.map((command, index) => [command, timesMs[index] ?? [], bareMs]);
}

export function ratios(): Promise<readonly BenchRatio[]> {
  return Promise.resolve(
    measure().map(([{ name }, times, bareMs]) =>
      ratioOf(`${name} / ${bare.name}`, 'less', times, bareMs),
    ),
  );
}

export function run(): Promise<string> {
  const lines = measure().map(([{ name }, times, bareMs]) => {
    const ratio = ratioOf(name, 'less', times, bareMs);
    return `  ${name}: ${median(times).toFixed(0)} ms, ${ratio.median.toFixed(2)} times ${bare.name} (${ratio.low.toFixed(2)} to ${ratio.high.toFixed(2)})`;
  });
  return Promise.resolve(
    `Start of the command line, median of ${turns} turns (aim: 1.3 times)\n${lines.join('\n')}\n`,
  );
}
