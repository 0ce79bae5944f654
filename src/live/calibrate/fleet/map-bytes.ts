import { numberAt } from '../../../base/primitives/number-at.ts';
import { growthModelOf } from '../../detect/growth-model-of.ts';
import type { MapType } from '../../trace/trace.ts';

/**
 * Bytes of a map at each minute by the size model of its type: expired entries free nothing, an
 * empty map is one that was made anew. In the minute of a doubling the old table is still held.
 */
export function mapBytesOver(type: MapType, entries: Float64Array): Float64Array {
  const model = growthModelOf(type);
  const bytes = new Float64Array(entries.length);
  let most = numberAt(entries, 0);
  for (let minute = 0; minute < entries.length; minute++) {
    const now = numberAt(entries, minute);
    const before = most;
    most = now === 0 ? 0 : Math.max(most, now);
    const step = model.upcoming(before);
    const isDoubling =
      step !== null && step.lastEntries === step.entries && most >= step.entries && now > 0;
    const peak = isDoubling ? step.bytesDuring : 0;
    bytes[minute] = Math.max(peak, model.bytesHeld(most));
  }
  return bytes;
}
