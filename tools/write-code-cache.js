// Runs a command of the bundle as its user would, and keeps the code that V8 compiled for it beside the
// bundle: node tools/write-code-cache.js FILE.cjs LINE... where each line is one JSON array of words.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { codeCacheOf, loadBundled } from '../dist/src/cli/program/load-bundled.js';

const [node, , file, ...lines] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'mapswell-code-'));
process.chdir(folder);
/** One that has to be checked, as people's are. */
const scenario = {
  purpose: 'Inserts.',
  map: 'go1.22',
  key: 'int64',
  value: 'int64',
  phases: [
    {
      name: 'inserts',
      operationsPerWriter: 1000,
      mix: { insert: 1 },
      keys: { kind: 'zipfian', keys: 1000, exponent: 0.9 },
    },
  ],
};
const scripts = new Map();
const { run } = loadBundled(file, {}, (name, script) => scripts.set(name, script));
async function runAll() {
  for (const line of lines) {
    process.argv = [node, file, ...JSON.parse(line)];
    process.exitCode = undefined;
    await run();
    // A comparison that found something has answered.
    if (![0, 1, 3].includes(process.exitCode))
      throw new Error(`${line} ended with ${process.exitCode}`);
  }
}
await runAll();
// And once more in a folder with a scenario.
mkdirSync('scenarios');
writeFileSync('scenarios/inserts.json', JSON.stringify(scenario));
await runAll();
for (const [name, script] of scripts) writeFileSync(codeCacheOf(name), script.createCachedData());
process.exitCode = 0;
process.chdir(tmpdir());
rmSync(folder, { recursive: true });
