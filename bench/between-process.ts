import { spawnSync } from 'node:child_process';
import { median } from '../src/base/stats/median.ts';

/** Fixed work in a fresh process: fills a `Map` ten times and prints nanoseconds an insert of each. */
const work = `
const size = 100_000;
const times = [];
for (let run = 0; run < 10; run++) {
  const start = process.hrtime.bigint();
  const map = new Map();
  for (let i = 0; i < size; i++) map.set((i * 2654435761) | 0, i);
  times.push(Number(process.hrtime.bigint() - start) / size);
}
process.stdout.write(JSON.stringify(times.map((ns) => Math.round(ns * 10) / 10)));
`;

/** Nanoseconds an insert of the ten fills of each of so many processes, one after the other. */
export function measureProcesses(count: number): number[][] {
  return Array.from({ length: count }, () => {
    const { stdout } = spawnSync(process.execPath, ['-e', work], { encoding: 'utf8' });
    const times: unknown = JSON.parse(stdout);
    if (!Array.isArray(times)) throw new Error(`expected a list of times, got ${stdout}`);
    return times.map(Number);
  });
}

/** How much equal processes differ on this machine: within one, and from one to the next. */
export function run(): Promise<string> {
  return Promise.resolve(describeProcesses(measureProcesses(60)));
}

export function describeProcesses(processes: readonly (readonly number[])[]): string {
  const medians = processes.map((times) => Math.log(median(times)));
  const within = processes.map((times) => deviation(times.map((ns) => Math.log(ns))));
  return (
    `${processes.length} processes of one program: ` +
    `${percent(median(within))} apart within a process, ${percent(deviation(medians))} between ` +
    `processes, lag-1 autocorrelation ${autocorrelation(medians).toFixed(2)}`
  );
}

function deviation(values: readonly number[]): number {
  const mean = total(values) / values.length;
  return Math.sqrt(total(values.map((value) => (value - mean) ** 2)) / (values.length - 1));
}

function autocorrelation(values: readonly number[]): number {
  const mean = total(values) / values.length;
  const centred = values.map((value) => value - mean);
  const products = centred.slice(1).map((value, index) => value * (centred[index] ?? 0));
  return total(products) / total(centred.map((value) => value ** 2));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
