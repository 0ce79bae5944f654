// Evaluates the shipped scenarios and writes dist/shipped-scenarios.json: the program then lists and runs
// them without compiling their files.
import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenarios } from '../src/lab/config/load-scenarios.ts';
import { type EvaluatedScenarios, shippedScenarios } from '../src/lab/config/shipped-scenarios.ts';

const output = fileURLToPath(new URL('../shipped-scenarios.json', import.meta.url));

function isCurrent(): boolean {
  try {
    const known: EvaluatedScenarios = JSON.parse(readFileSync(output, 'utf8'));
    const files = readdirSync(shippedScenarios).toSorted();
    return (
      files.join(' ') === Object.keys(known).toSorted().join(' ') &&
      files.every(
        (file) => known[file]?.text === readFileSync(join(shippedScenarios, file), 'utf8'),
      )
    );
  } catch {
    return false;
  }
}

if (!isCurrent()) {
  rmSync(output, { force: true });
  const scenarios = await loadScenarios(shippedScenarios);
  const evaluated = scenarios.map(({ file, scenario }) => [
    file.slice(shippedScenarios.length + 1),
    { text: readFileSync(file, 'utf8'), scenario },
  ]);
  const json = JSON.stringify(Object.fromEntries(evaluated));
  deepStrictEqual(JSON.parse(json), Object.fromEntries(evaluated));
  writeFileSync(output, `${json}\n`);
}
