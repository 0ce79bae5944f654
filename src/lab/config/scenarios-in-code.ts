import { join } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { NamedScenario } from './load-scenarios.ts';
import type { Scenario } from './schema/scenario.ts';
import type { Written } from './schema/written.ts';

/** A scenario that is written in code: what a file in `scenarios/` says, and its name. */
export type ScenarioInCode = Written<Scenario> & {
  /** What cells, records and reports call it. @default 'scenario-1', by its place in the list */
  readonly name?: string;
};

/**
 * Checks scenarios that come from code as those of files are checked. Paths of modules and recordings
 * count from `folder`.
 *
 * @throws SandboxError `config` with one line per problem: which scenario, path, rule and value
 */
export async function scenariosInCode(
  scenarios: readonly ScenarioInCode[],
  folder: string,
): Promise<readonly NamedScenario[]> {
  const [{ checkShape }, { scenarioInCodeSchema }] = await Promise.all([
    import('./schema/check-shape.ts'),
    import('./schema/scenario-schema.ts'),
  ]);
  return scenarios.map((written, index) => {
    const where = `scenarios[${index}]`;
    const checked = checkShape(scenarioInCodeSchema, written, where, 'the scenario');
    const { name = `scenario-${index + 1}`, ...scenario } = checked;
    return { name, file: join(folder, name), scenario };
  });
}

/** @throws SandboxError `usage` where two scenarios have one name, which their cells would share */
export function requireOwnNames(scenarios: readonly NamedScenario[]): void {
  const seen = new Set<string>();
  for (const { name } of scenarios) {
    if (seen.has(name))
      throw new SandboxError(
        'usage',
        `expected a name of its own for each scenario, got ${name} twice`,
      );
    seen.add(name);
  }
}
