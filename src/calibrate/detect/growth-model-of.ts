import { SandboxError } from '../../primitives/sandbox-error.ts';
import type { MapType } from '../trace/trace.ts';
import { GrowthModel, type GrowthStep } from './growth-model.ts';

/** The size model of a map type. */
export function growthModelOf(type: MapType): GrowthModel {
  if (type.model !== 'v8') throw new SandboxError('input', `TODO ${type.model}`);
  const steps: GrowthStep[] = [];
  for (let capacity = 4; capacity < 2 ** 24; capacity *= 2) {
    const before = 72 + 28 * capacity;
    steps.push({
      entries: capacity + 1,
      lastEntries: capacity + 1,
      bytesBefore: before,
      bytesDuring: before + 40 + 56 * capacity,
      bytesAfter: 72 + 56 * capacity,
    });
  }
  return new GrowthModel(steps);
}
