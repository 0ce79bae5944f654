import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { requireTrusted } from './require-trusted.ts';
import { matcherOf } from './name-pattern.ts';
import { nearestName } from '../../base/primitives/errors/nearest-name.ts';
import type { Scenario } from './schema/scenario.ts';
import { evaluatedScenario } from './shipped-scenarios.ts';

/** A scenario with the name that its file gave it. */
export interface NamedScenario {
  readonly name: string;
  readonly file: string;
  readonly scenario: Scenario;
}

const scenarioFile = /^[^._].*\.(?:ts|mts|js|mjs|json)$/;

/** Where else scenarios come from, and whose are executed. */
export interface ScenarioSources {
  /** Whose files are executed beside those of the user. */
  readonly trustedUid?: number | undefined;
  /** Where names are looked for that the folder does not have. @default nowhere */
  readonly shippedFolder?: string;
}

interface ScenarioFile {
  readonly name: string;
  readonly path: string;
  readonly isShipped: boolean;
}

/**
 * Loads the scenarios of a folder, sorted by name; only those asked for where names are given, each a
 * name or a pattern with `*` and `?`.
 *
 * @throws SandboxError `usage` for a name that matches nothing or a missing folder, `config` for a bad file
 */
export async function loadScenarios(
  folder: string,
  names: readonly string[] = [],
  { trustedUid, shippedFolder }: ScenarioSources = {},
): Promise<readonly NamedScenario[]> {
  const own = listFiles(folder, false);
  const shipped = shippedFolder === undefined ? [] : (listFiles(shippedFolder, true) ?? []);
  if (names.length === 0) requireSome(own, folder, shipped);
  const files = names.length === 0 ? (own ?? []) : filesNamed(names, own ?? [], shipped, folder);
  const scenarios: NamedScenario[] = [];
  for (const { name, path, isShipped } of files) {
    // Who installed this program is trusted with its code already.
    if (!isShipped) requireTrusted(path, trustedUid);
    scenarios.push({ name, file: path, scenario: await loadScenario(path) });
  }
  return scenarios;
}

/** `null` where there is no such folder. At once: a read that is waited for starts threads for it. */
function listFiles(folder: string, isShipped: boolean): readonly ScenarioFile[] | null {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch {
    return null;
  }
  return names
    .filter((name) => scenarioFile.test(name) && !name.endsWith('.d.ts'))
    .toSorted()
    .map((name) => ({ name: parse(name).name, path: join(folder, name), isShipped }));
}

/** The folder's own come before those of the same name that are shipped. */
function filesNamed(
  names: readonly string[],
  own: readonly ScenarioFile[],
  shipped: readonly ScenarioFile[],
  folder: string,
): readonly ScenarioFile[] {
  const wanted = new Set<ScenarioFile>();
  for (const name of names) {
    const isMatch = matcherOf(name);
    const ofFolder = own.filter((file) => isMatch(file.name));
    const matching = ofFolder.length > 0 ? ofFolder : shipped.filter((file) => isMatch(file.name));
    if (matching.length === 0) throw unknownScenario(name, own, shipped, folder);
    for (const file of matching) wanted.add(file);
  }
  return [...wanted].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function requireSome(
  own: readonly ScenarioFile[] | null,
  folder: string,
  shipped: readonly ScenarioFile[],
): void {
  if (own !== null && own.length > 0) return;
  const what =
    own === null
      ? `expected a folder of scenarios, got ${folder}`
      : `expected at least one scenario file in ${folder}, got none`;
  const waysOn =
    shipped.length === 0
      ? ''
      : `\nTwo ways on: "mapswell init" writes a configuration and a first scenario here; "mapswell run NAME" runs one that is shipped: ${namesOf(shipped)}`;
  throw new SandboxError('usage', `${what}${waysOn}`);
}

async function loadScenario(file: string): Promise<Scenario> {
  const evaluated = evaluatedScenario(file);
  if (evaluated !== undefined) return evaluated;
  const [{ loadModule }, { checkShape }, { scenarioSchema }] = await Promise.all([
    import('./load-module.ts'),
    import('./schema/check-shape.ts'),
    import('./schema/scenario-schema.ts'),
  ]);
  return checkShape(scenarioSchema, await loadModule(file), file);
}

function unknownScenario(
  name: string,
  own: readonly ScenarioFile[],
  shipped: readonly ScenarioFile[],
  folder: string,
): SandboxError {
  const known = [...own, ...shipped];
  const nearest = nearestName(
    name,
    known.map((file) => file.name),
  );
  const ofFolder = own.length === 0 ? '' : `known are ${namesOf(own)}`;
  const ofPackage = shipped.length === 0 ? '' : `shipped are ${namesOf(shipped)}`;
  const hint =
    nearest === undefined
      ? [ofFolder, ofPackage].filter(Boolean).join('; ')
      : `did you mean ${nearest}?`;
  return new SandboxError('usage', `no scenario named ${name} in ${folder} (${hint})`);
}

function namesOf(files: readonly ScenarioFile[]): string {
  return files.map(({ name }) => name).join(', ');
}
