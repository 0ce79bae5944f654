// What `node --import mapswell/register` costs a program: the same work with and without it, each in fresh
// processes in turns, by CPU time, beside a control of two without it.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { median } from '../src/base/stats/median.ts';

const turns = 7;
/** Ratios that must hold: of what else there is, none is asked. */
const bounds: Readonly<Record<string, number>> = { insert: 1.25, get: 1.05, 'new Map': 1.1 };

/** Prints the least CPU time of each task in µs, of five tries. */
const program = `
  const operations = 60_000;
  const full = new Map();
  for (let i = 0; i < 1024; i++) full.set(i, i);
  const tasks = {
    insert() { const map = new Map(); for (let i = 0; i < operations; i++) map.set(i, i); return map.size; },
    update() { for (let i = 0; i < operations; i++) full.set(i & 1023, i); return full.size; },
    get() { let sum = 0; for (let i = 0; i < operations; i++) sum += full.get(i & 1023); return sum; },
    'Set.add'() { const set = new Set(); for (let i = 0; i < operations; i++) set.add(i); return set.size; },
    'new Map'() { let sum = 0; for (let i = 0; i < operations; i++) sum += new Map().size; return sum; },
    'new Map and 3 sets'() {
      let sum = 0;
      for (let i = 0; i < operations / 4; i++) {
        const map = new Map();
        map.set(1, i); map.set(2, i); map.set(3, i);
        sum += map.size;
      }
      return sum;
    },
  };
  const least = {};
  for (const [name, task] of Object.entries(tasks)) {
    for (let warmUp = 0; warmUp < 4; warmUp++) task();
    least[name] = Infinity;
    for (let run = 0; run < 5; run++) {
      const before = process.cpuUsage();
      task(); task();
      const { user, system } = process.cpuUsage(before);
      least[name] = Math.min(least[name], user + system);
    }
  }
  process.stdout.write(JSON.stringify(least));
`;

type Times = Readonly<Record<string, number>>;

function timesOf(hook: readonly string[]): Times {
  const words = [...hook, '--input-type=module', '-e', program];
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8', stdio: 'pipe' }));
}

export function run(): Promise<string> {
  const register = fileURLToPath(new URL('../src/live/register/register.js', import.meta.url));
  const pairs = Array.from({ length: turns }, (_, turn) => {
    const early = turn % 2 === 0 ? timesOf(['--import', register]) : null;
    const without = timesOf([]);
    const withHook = early ?? timesOf(['--import', register]);
    return { withHook, without, again: timesOf([]) };
  });
  const tasks = Object.keys(pairs[0]?.without ?? {});
  const lines = tasks.map((task) => {
    const ratio = (a: 'withHook' | 'again'): string =>
      median(pairs.map((pair) => (pair[a][task] ?? 0) / (pair.without[task] ?? 1))).toFixed(2);
    const bound = bounds[task] === undefined ? '' : `, at most ${bounds[task]}`;
    return `  ${task.padEnd(20)} ${ratio('withHook')} of the CPU time without (A/A ${ratio('again')}${bound})`;
  });
  return Promise.resolve(`${process.version}, medians of ${turns} turns\n${lines.join('\n')}`);
}
