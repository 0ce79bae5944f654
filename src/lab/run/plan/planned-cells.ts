import type { Cell } from '../../config/cell.ts';
import { expandCells } from '../../config/expand-cells.ts';
import { loadScenarios, type NamedScenario } from '../../config/load-scenarios.ts';
import type { ResolvedConfig } from '../../config/resolved-config.ts';
import {
  requireOwnNames,
  type ScenarioInCode,
  scenariosInCode,
} from '../../config/scenarios-in-code.ts';
import { selectCells } from '../../config/select-cells.ts';
import { shippedScenarios } from '../../config/shipped-scenarios.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { CheckedRunOptions } from '../checks/check-run-options.ts';

/**
 * The cells that a run of these options has, in their order.
 *
 * @param base folder that scenarios in code are seen from
 * @throws SandboxError `usage` for a name or an expression that matches nothing, `config` for a scenario
 */
export async function plannedCells(
  options: CheckedRunOptions,
  base: string,
  config: ResolvedConfig,
): Promise<readonly Cell[]> {
  const scenarios = await scenariosOf(options.scenarios ?? [], base, config);
  return selectCells(expandCells(scenarios, config, options), options);
}

/** What holds for every process of a run of these options. */
export function runConfiguration(
  options: CheckedRunOptions,
  config: ResolvedConfig,
): RunRecord['configuration'] {
  return {
    seed: options.seed ?? config.seed,
    rounds: options.rounds ?? config.rounds,
    limits: { ...config.limits, ...options.limits },
    latencySampleInterval: config.latencySampleInterval,
  };
}

/** Those of files where names are given or nothing is, and those of the caller. */
async function scenariosOf(
  wanted: readonly (string | ScenarioInCode)[],
  folder: string,
  { scenariosFolder, trustedUid }: ResolvedConfig,
): Promise<readonly NamedScenario[]> {
  const names = wanted.filter((one) => typeof one === 'string');
  const inCode = wanted.filter((one) => typeof one !== 'string');
  const ofFiles =
    inCode.length > 0 && names.length === 0
      ? []
      : await loadScenarios(scenariosFolder, names, {
          trustedUid,
          shippedFolder: shippedScenarios,
        });
  if (inCode.length === 0) return ofFiles;
  const scenarios = ofFiles.concat(await scenariosInCode(inCode, folder));
  requireOwnNames(scenarios);
  return scenarios;
}
