// Evaluates the shipped scenarios and writes dist/shipped-scenarios.json: the program then lists and runs
// them without compiling their files.
import { deepStrictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenarios } from '../src/lab/config/load-scenarios.ts';
import { type EvaluatedScenarios, shippedScenarios } from '../src/lab/config/shipped-scenarios.ts';

const output = fileURLToPath(new URL('../shipped-scenarios.json', import.meta.url));
const stampFile = fileURLToPath(new URL('../.scenarios-stamp', import.meta.url));

/** The program that evaluates them, and their text. */
function stampOf(): string {
  const bundle = readFileSync(new URL('../.bundle-stamp', import.meta.url), 'utf8');
  const texts = readdirSync(shippedScenarios)
    .toSorted()
    .map((file) => file + readFileSync(join(shippedScenarios, file), 'utf8'));
  return createHash('sha256')
    .update([bundle, ...texts].join('\n'))
    .digest('hex');
}

const stamp = stampOf();
if (!existsSync(output) || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  rmSync(output, { force: true });
  const scenarios = await loadScenarios(shippedScenarios);
  const evaluated: EvaluatedScenarios = Object.fromEntries(
    scenarios.map(({ file, scenario }) => [
      basename(file),
      { text: readFileSync(file, 'utf8'), scenario },
    ]),
  );
  const json = JSON.stringify(evaluated);
  deepStrictEqual(JSON.parse(json), evaluated);
  writeFileSync(output, `${json}\n`);
  writeFileSync(stampFile, stamp);
}
