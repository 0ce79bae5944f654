import { readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** What every bench exports: it measures, and says what it found. */
interface Bench {
  readonly run: () => Promise<string>;
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

/** Runs the benches whose names are given, else all, one after the other. */
async function runBenches(wanted: readonly string[]): Promise<void> {
  const benches = await findBenches();
  for (const name of wanted.length === 0 ? benches.keys() : wanted) {
    const bench = benches.get(name);
    if (bench === undefined) {
      const known = [...benches.keys()].join(', ');
      process.stderr.write(`error: no bench named ${name} (known are ${known})\n`);
      process.exitCode = 2;
      return;
    }
    process.stdout.write(`\n== ${name}\n`);
    const startedMs = performance.now();
    const text = await bench.run();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
    process.stdout.write(`${text.trimEnd()}\n(took ${seconds} s)\n`);
  }
}

await runBenches(process.argv.slice(2));
