import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { GoType } from '../../maps/model/go-type/go-type.ts';
import { type SizedModel, sizedModels } from '../../maps/model/map-model.ts';
import { planGrowth } from '../../maps/model/plan/plan-growth.ts';
import type { PlannedGrowth } from '../../maps/model/size/growth-plan.ts';
import { sizeModelFor } from '../../maps/model/size/size-model-for.ts';
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
  const map = sizedModels.find((known) => known === model);
  if (map === undefined) {
    throw new SandboxError(
      'usage',
      `expected map to be one of ${sizedModels.join(', ')}, got ${JSON.stringify(model)}`,
    );
  }
  return stepsOfGrowths(planGrowth({ map, key, value, entries: plannedEntries }).growthEvents);
}

/** As `growthModelOf`, for types as a running program describes them. */
export function growthModelOfTypes(map: SizedModel, key: GoType, value: GoType): GrowthModel {
  const { model } = sizeModelFor(map, key, value, 0);
  return new GrowthModel(stepsOfGrowths(model.growthsUpTo(plannedEntries)));
}

function stepsOfGrowths(growths: readonly PlannedGrowth[]): GrowthStep[] {
  // The directory of a Swiss map is small beside its tables, which it doubles for.
  return growths
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
