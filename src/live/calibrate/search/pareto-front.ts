import type { ScoredSetting } from './scored-setting.ts';

/**
 * The settings that no other beats in false alarms, recall and median lead at once, from few false
 * alarms to many. Equal ones are shown once. O(n log n + n f) for a front of f settings.
 */
export function paretoFront(scored: readonly ScoredSetting[]): ScoredSetting[] {
  const order = scored.toSorted(
    (a, b) =>
      a.falseAlarmsPerSeriesDay - b.falseAlarmsPerSeriesDay ||
      b.recall - a.recall ||
      b.medianLeadMinutes - a.medianLeadMinutes,
  );
  const front: ScoredSetting[] = [];
  for (const one of order) {
    const isBeaten = front.some(
      (other) => other.recall >= one.recall && other.medianLeadMinutes >= one.medianLeadMinutes,
    );
    if (!isBeaten) front.push(one);
  }
  return front;
}
