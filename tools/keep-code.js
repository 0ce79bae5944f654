// Keeps the compiled code of the commands that answer at once: what compiling them takes is a good part of
// what they take. The last step of a build, because they are run as they are started later. A bundle that is
// made anew has none.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { codeCacheOf } from '../dist/src/cli/program/load-bundled.js';

const plans = ['go1.22', 'go1.27', 'v8'].map((map) =>
  `plan --map ${map} --key int64 --value int64 --entries 1e6`.split(' '),
);
const folder = mkdtempSync(join(tmpdir(), 'mapswell-records-'));
/** Of each command what is run, so that the code of what it calls is there. */
const commands = {
  help: () => [['--help']],
  list: () => [['list']],
  plan: () => plans,
  compare: comparisons,
};
const tool = fileURLToPath(new URL('write-code-cache.js', import.meta.url));

/** Of runs that are alike, and of one that became slower and larger. */
async function comparisons() {
  const [{ makeRecord, shippedPlans }, { writeRecord }] = await Promise.all([
    import('../dist/test/support/make-record.js'),
    import('../dist/src/lab/record/record-file.js'),
  ]);
  const worse = shippedPlans.map((plan) => ({
    ...plan,
    run: { ...plan.run, bucketBytes: 208 },
    nsPerWrite: 900,
  }));
  const records = { base: shippedPlans, head: shippedPlans, worse };
  for (const [name, made] of Object.entries(records))
    await writeRecord(join(folder, `${name}.json`), { ...makeRecord(made), id: name });
  return ['head', 'worse'].map((name) =>
    ['compare'].concat(['base', name].map((one) => join(folder, `${one}.json`))),
  );
}

for (const [name, linesOf] of Object.entries(commands)) {
  const file = fileURLToPath(new URL(`../dist/bundle/command-${name}.cjs`, import.meta.url));
  if (existsSync(codeCacheOf(file))) continue;
  const lines = await linesOf();
  const words = [tool, file, ...lines.map((line) => JSON.stringify(line))];
  execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
rmSync(folder, { recursive: true });
