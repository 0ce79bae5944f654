import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { cellTargets, type CellTarget, type Thresholds } from './schema/scenario.ts';
import { type CellThresholds, shortNames } from './schema/thresholds/thresholds.ts';

/**
 * The thresholds that hold for the cells of one target; one that names the target goes before one that
 * names none.
 */
export function thresholdsOf(thresholds: Thresholds, target: CellTarget): CellThresholds {
  const [all, own] = [null, target].map((wanted) =>
    Object.entries(thresholds).flatMap(([key, value]) => {
      const parts = partsOf(key);
      return parts.target === wanted ? [[parts.name, value]] : [];
    }),
  );
  return Object.fromEntries([...(all ?? []), ...(own ?? [])]);
}

/**
 * @throws SandboxError `config` for one that names a target which the scenario does not have: it would
 *   never be looked at
 */
export function checkThresholdTargets(
  thresholds: Thresholds,
  targets: readonly CellTarget[],
  scenario: string,
): void {
  for (const key of Object.keys(thresholds)) {
    const { target } = partsOf(key);
    if (target !== null && !targets.includes(target))
      throw new SandboxError(
        'config',
        `${scenario}: expected thresholds["${key}"] to name a target of the scenario, which are ${[...new Set(targets)].join(', ')}, got ${target}`,
      );
  }
}

function partsOf(key: string): { readonly target: CellTarget | null; readonly name: string } {
  const [first = '', second] = key.split('.');
  const name = second ?? first;
  return {
    target: second === undefined ? null : (cellTargets.find((one) => one === first) ?? null),
    name: name === 'held' || name === 'peak' ? shortNames[name] : name,
  };
}
