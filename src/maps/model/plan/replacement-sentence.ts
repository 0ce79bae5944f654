import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { largestV8Capacity, largestV8Replacing, type V8Collection } from '../size/v8-table.ts';

/** What V8's largest table means for a collection whose entries are replaced, without a full stop. */
export function replacementSentence(collection: V8Collection): string {
  const name = collection === 'set' ? 'Set' : 'Map';
  return `${formatCount(largestV8Capacity)} entries are the most for a ${name} that only grows: where entries are deleted and others inserted, it holds ${formatCount(largestV8Replacing)} live ones, and with more an insert throws "RangeError: ${name} maximum size exceeded" once its slots are used up and fewer than half of them deleted`;
}
