import { randomBytes } from 'node:crypto';
import type { Cell } from '../../config/cell.ts';
import { expandCells } from '../../config/expand-cells.ts';
import type { Limits } from '../../config/schema/limits.ts';
import { loadConfig } from '../../config/load-config.ts';
import { loadScenarios } from '../../config/load-scenarios.ts';
import type { ResolvedConfig } from '../../config/resolved-config.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { collectEnvironment } from '../../record/collect-environment.ts';
import { arenaLimitBytes } from '../plan/arena-limit.ts';
import type { RunHeader } from '../journal/run-header.ts';
import type { AbSide, AbSides } from './ab-side.ts';
import { abArms, type AbArm } from './plan-ab.ts';

/** What is fixed before the first process of an A/B measurement starts. */
export interface AbHeaders {
  readonly arms: Readonly<Record<AbArm, RunHeader>>;
  /** Cells of both sides, by the id that they share. */
  readonly shared: { readonly base: readonly Cell[]; readonly head: readonly Cell[] };
}

/** What holds for both sides alike, over their configurations and scenarios. */
export interface AbSettings {
  /** Names of the scenarios to run; none: all. */
  readonly scenarios: readonly string[];
  readonly rounds: number;
  readonly seed?: number;
  readonly limits?: Partial<Limits>;
}

/**
 * Loads both sides.
 *
 * @throws SandboxError `usage` for a scenario that neither side has, `usage` or `config` for what is
 *   wrong with the configuration or a scenario of a side
 */
export async function loadAbHeaders(
  { base, head }: AbSides,
  settings: AbSettings,
): Promise<AbHeaders> {
  const from = await loadSide(base, settings);
  const to = await loadSide(head, settings);
  refuseUnknown(settings.scenarios, [from, to], base.folder);
  const startedAt = new Date().toISOString();
  const id = `${startedAt.slice(0, 19).replaceAll(':', '-')}Z-${randomBytes(3).toString('hex')}`;
  const headerOf = (arm: AbArm): RunHeader => {
    const { config, cells } = arm.startsWith('base') ? from : to;
    return {
      kind: 'mapswell-journal',
      version: 1,
      id: `${id}-${arm}`,
      startedAt,
      environment: collectEnvironment(),
      configuration: {
        seed: settings.seed ?? config.seed,
        rounds: settings.rounds,
        limits: { ...config.limits, ...settings.limits },
        latencySampleInterval: config.latencySampleInterval,
      },
      cells,
    };
  };
  const [a1, a2, b1, b2] = abArms;
  return {
    arms: { [a1]: headerOf(a1), [a2]: headerOf(a2), [b1]: headerOf(b1), [b2]: headerOf(b2) },
    shared: { base: alsoIn(from.cells, to.cells), head: alsoIn(to.cells, from.cells) },
  };
}

interface LoadedSide {
  readonly config: ResolvedConfig;
  readonly cells: readonly Cell[];
  /** Of every scenario, asked for or not. */
  readonly names: readonly string[];
}

async function loadSide(side: AbSide, settings: AbSettings): Promise<LoadedSide> {
  const config = await loadConfig(side.folder, side.configFile);
  const all = await loadScenarios(config.scenariosFolder, [], {
    trustedUid: config.trustedUid,
  });
  const wanted = all.filter(
    ({ name }) => settings.scenarios.length === 0 || settings.scenarios.includes(name),
  );
  const cells = expandCells(wanted, config, settings);
  for (const cell of cells) if (cell.target === 'reference') arenaLimitBytes(cell);
  return { config, cells, names: all.map(({ name }) => name) };
}

function refuseUnknown(
  wanted: readonly string[],
  sides: readonly LoadedSide[],
  folder: string,
): void {
  const known = [...new Set(sides.flatMap(({ names }) => names))];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new SandboxError(
      'usage',
      `no scenario named ${unknown} in ${folder} or the head (known are ${known.join(', ')})`,
    );
}

function alsoIn(cells: readonly Cell[], others: readonly Cell[]): readonly Cell[] {
  const ids = new Set(others.map(({ id }) => id));
  return cells.filter(({ id }) => ids.has(id));
}
