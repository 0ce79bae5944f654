import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import { mapModels } from '../../maps/model/map-model.ts';
import { planGrowth } from '../../maps/model/plan/plan-growth.ts';
import type { MapType } from '../trace/trace.ts';
import { GrowthModel, type GrowthStep } from './growth-model.ts';

/** Beyond any map that fits into one machine. */
const plannedEntries = 1e10;

const stepsByType = new Map<string, readonly GrowthStep[]>();

/**
 * The size model of a map type, with a memory of its own of where it was asked last.
 *
 * @throws SandboxError `usage` if the model or a type is unknown
 */
export function growthModelOf(type: MapType): GrowthModel {
  const name = `${type.model} ${type.key} ${type.value}`;
  const steps = stepsByType.get(name) ?? stepsOf(type);
  stepsByType.set(name, steps);
  return new GrowthModel(steps);
}

function stepsOf({ model, key, value }: MapType): GrowthStep[] {
  const map = mapModels.find((known) => known === model);
  if (map === undefined) {
    throw new SandboxError(
      'usage',
      `expected map to be one of ${mapModels.join(', ')}, got ${JSON.stringify(model)}`,
    );
  }
  const { growthEvents } = planGrowth({ map, key, value, entries: plannedEntries });
  // The directory of a Swiss map is small beside its tables, which it doubles for.
  return growthEvents
    .filter(({ kind }) => kind !== 'directory-doubling')
    .map(({ entries, wave, bytesBefore, bytesDuring, bytesAfter }) => ({
      entries,
      middleEntries: wave?.middleAtEntries ?? entries,
      lastEntries: wave?.lastAtEntries ?? entries,
      tables: wave?.tables ?? 1,
      bytesBefore,
      bytesDuring,
      bytesAfter,
    }));
}
