// Asks the models what claims need to know of them and writes dist/model-figures.json: a run then does not
// fill them again for its report.
import { deepStrictEqual } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const output = fileURLToPath(new URL('../model-figures.json', import.meta.url));
const stampFile = fileURLToPath(new URL('../.models-stamp', import.meta.url));
const compiled = fileURLToPath(new URL('../src', import.meta.url));

/** The kernel, and all that the figures are made with. */
function stampOf(): string {
  const hash = createHash('sha256').update(readFileSync(join(compiled, '../kernel.wasm')));
  for (const room of ['maps/model', 'maps/reference', 'lab/verify/claims']) {
    const files = readdirSync(join(compiled, room), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.js')).toSorted())
      hash.update(file).update(readFileSync(join(compiled, room, file)));
  }
  return hash.digest('hex');
}

const stamp = stampOf();
if (!existsSync(output) || !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  rmSync(output, { force: true });
  const { claimModels, modelFigures } = await import('../src/lab/verify/claims/model-figures.ts');
  const figures = claimModels.map((model) => modelFigures(model));
  const json = JSON.stringify(figures);
  deepStrictEqual(JSON.parse(json), figures);
  writeFileSync(output, `${json}\n`);
  writeFileSync(stampFile, stamp);
}
