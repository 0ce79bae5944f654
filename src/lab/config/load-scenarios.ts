import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { requireTrusted } from './require-trusted.ts';
import { nearestName } from './nearest-name.ts';
import type { Scenario } from './schema/scenario.ts';

/** A scenario with the name that its file gave it. */
export interface NamedScenario {
  readonly name: string;
  readonly file: string;
  readonly scenario: Scenario;
}

const scenarioFile = /^[^._].*\.(?:ts|mts|js|mjs|json)$/;

/**
 * Loads the scenarios of a folder, sorted by name; only those asked for where names are given.
 *
 * @param trustedUid whose files are executed beside those of the user
 * @throws SandboxError `usage` for an unknown name or a missing folder, `config` for a bad file
 */
export async function loadScenarios(
  folder: string,
  names: readonly string[] = [],
  trustedUid?: number,
): Promise<readonly NamedScenario[]> {
  const files = await listFiles(folder);
  const known = files.map((file) => parse(file).name);
  for (const name of names) if (!known.includes(name)) throw unknownScenario(name, known, folder);
  const wanted = files.filter((file) => names.length === 0 || names.includes(parse(file).name));
  const scenarios: NamedScenario[] = [];
  for (const name of wanted) {
    const file = join(folder, name);
    requireTrusted(file, trustedUid);
    scenarios.push({ name: parse(name).name, file, scenario: await loadScenario(file) });
  }
  return scenarios;
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new SandboxError('usage', `expected a folder of scenarios, got ${folder}`, {
      cause: error,
    });
  });
  const files = names
    .filter((name) => scenarioFile.test(name) && !name.endsWith('.d.ts'))
    .toSorted();
  if (files.length === 0)
    throw new SandboxError('usage', `expected at least one scenario file in ${folder}, got none`);
  return files;
}

async function loadScenario(file: string): Promise<Scenario> {
  const [{ loadModule }, { checkShape }, { scenarioSchema }] = await Promise.all([
    import('./load-module.ts'),
    import('./schema/check-shape.ts'),
    import('./schema/scenario-schema.ts'),
  ]);
  return checkShape(scenarioSchema, await loadModule(file), file);
}

function unknownScenario(name: string, known: readonly string[], folder: string): SandboxError {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
  return new SandboxError('usage', `no scenario named ${name} in ${folder} (${hint})`);
}
