import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { runIn as mapswell } from './run-in.ts';
import { tiny } from '../support/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'mapswell-baseline-'));
test.after.always(() => rmSync(folder, { recursive: true, force: true }));

/** A map that gets slow for good once it was loaded by so many processes: one that checks it, and five rounds. */
const tiring = `import { appendFileSync, readFileSync } from 'node:fs';
const log = new URL('loads.txt', import.meta.url);
appendFileSync(log, '.');
const work = readFileSync(log).length > 6 ? 200_000 : 0;
let state = 1;
export const create = () => new Map();
export const set = (map, key, value) => {
  for (let step = 0; step < work; step++) state = (state * 7 + 1) & 1023;
  map.set(key, value);
};
export const get = (map, key) => map.get(key);
export const remove = (map, key) => map.delete(key);
export const size = (map) => map.size;
export { remove as delete };
`;

function project(name: string, files: Readonly<Record<string, string | object>>): string {
  for (const [file, content] of Object.entries(files)) {
    const path = join(folder, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return join(folder, name);
}

test.serial(
  'two runs that agree become a baseline, and a run now is held against it',
  async (t) => {
    const cwd = project('agreeing', {
      'sandbox.config.json': { rounds: 2 },
      'scenarios/tiny.json': tiny,
    });
    t.regex(
      (await mapswell(cwd, 'compare')).errors,
      /no baseline in reports\/baseline\/baseline\.json: make one/,
    );
    const made = await mapswell(cwd, 'baseline');
    t.is(made.exitCode, 0, made.errors);
    t.regex(made.output, /^baseline reports\/baseline\/baseline\.json$/m);
    t.true(statSync(join(cwd, 'reports/baseline/baseline.json')).size < 30_000);
    // The newest run is one of the baseline's own: that would be a gate that cannot fail.
    const itself = await mapswell(cwd, 'compare');
    t.is(itself.exitCode, 2);
    t.regex(itself.errors, /the candidate is a run of the baseline itself/);
    const now = await mapswell(cwd, 'compare', '--run', '--all', '--html', 'page.html');
    t.is(now.exitCode, 0, now.output + now.errors);
    t.regex(now.output, /pass +tiny +bytes-held\n +\d+ B, unchanged/);
    t.true(existsSync(join(cwd, 'page.html')));
    const some = await mapswell(cwd, 'compare', '--run', 'tyni');
    t.is(some.exitCode, 2);
    t.regex(some.errors, /no scenario named tyni/);
    t.is((await mapswell(cwd, 'compare', '--rounds', '3')).exitCode, 2);
    t.is((await mapswell(cwd, 'compare', 'a', 'b', '--run')).exitCode, 2);
  },
);

test.serial(
  'two runs that do not agree make none: which cell does not, and by how much',
  async (t) => {
    const phases = [{ ...tiny.phases[0], operationsPerWriter: 10 }];
    const cwd = project('tiring', {
      'sandbox.config.json': { rounds: 5 },
      'scenarios/tiring.json': { ...tiny, phases, target: { module: '../tiring.mjs' } },
      'tiring.mjs': tiring,
    });
    const { exitCode, output, errors } = await mapswell(cwd, 'baseline');
    t.is(exitCode, 3, output + errors);
    t.regex(
      errors,
      /^tiring writes-per-second: the batches are [\d.]+ % apart: median .* against .*$/m,
    );
    t.regex(errors, /no baseline was written: the two runs do not agree/);
    t.false(existsSync(join(cwd, 'reports/baseline')));
  },
);
