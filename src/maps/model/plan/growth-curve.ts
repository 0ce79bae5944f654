import type { PlanRequest } from '../size/growth-plan.ts';
import { entryTypes } from '../payload/entry-types.ts';
import { mostEntries, requireWhole } from '../require-whole.ts';
import { guardedModelFor } from '../size/guarded-model-for.ts';

/** A point of the line of bytes against entries. */
export interface CurvePoint {
  readonly entries: number;
  readonly bytesHeld: number;
}

/**
 * Bytes held after `points` numbers of entries, evenly spread up to `request.entries`, the last one
 * included. Beyond what the map can hold the line stays flat.
 *
 * @throws SandboxError `usage` if a type, a number or the model is wrong.
 */
export function growthCurve(request: PlanRequest, points: number): CurvePoint[] {
  requireWhole('entries', request.entries, mostEntries);
  const { key, value } = entryTypes(request);
  const { model } = guardedModelFor(request, key, value);
  return Array.from({ length: points }, (_, index) => {
    const entries = Math.round((request.entries * (index + 1)) / points);
    return { entries, bytesHeld: model.state(Math.min(entries, model.maxEntries)).bytesHeld };
  });
}
