import { classicVersion } from '../classic-version.ts';
import type { GoType } from '../go-type/go-type.ts';
import type { SizedModel } from '../map-model.ts';
import { modelFacts } from '../model-facts.ts';
import { classicBucket } from '../size/classic-go-layout.ts';
import type { StackShare } from '../size/growth-plan.ts';
import { swissGroup, swissGroupBytes } from '../size/swiss-go-layout.ts';

const headerBytes = 48;
/** Up to this constant hint, or without one, the first bucket lies beside the header. */
const largestHint = 8;

/** `null` for maps that are none of Go. */
export function stackShareOf(
  map: SizedModel,
  key: GoType,
  value: GoType,
  hint: number,
): StackShare | null {
  const { family, goMinor } = modelFacts(map);
  if (goMinor === null) return null;
  if (hint > largestHint) return { bytes: headerBytes, allocations: 1 };
  const bucket =
    family === 'classic'
      ? classicBucket(key, value, classicVersion(goMinor)).chargedBytes
      : swissGroupBytes(swissGroup(key, value));
  return { bytes: headerBytes + bucket, allocations: 2 };
}
