import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import type { ExactCounts } from '../../record/exact-result.ts';

/** Where two counts of the same processes part, in words. */
export function firstGrowthDifference(one: ExactCounts, other: ExactCounts): string {
  const length = Math.max(one.growthEvents.length, other.growthEvents.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.growthEvents[at], other.growthEvents[at]];
    if (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b)) continue;
    return `growth ${at + 1} differs: ${growthText(a)}, and ${growthText(b)}`;
  }
  return `their growths are equal; ${one.stats.entries} and ${other.stats.entries} entries, ${one.stats.bytesHeld} and ${other.stats.bytesHeld} B held`;
}

function growthText(event: GrowthEvent | undefined): string {
  if (event === undefined) return 'none';
  return `${event.kind} at operation ${event.operation} with ${event.entries} entries, ${event.bytesBefore} to ${event.bytesDuring} B`;
}
