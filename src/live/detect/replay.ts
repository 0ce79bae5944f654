import type { Trace } from '../trace/trace.ts';
import { ProcessAge } from './process-age.ts';
import type { Sample } from './detector.ts';

/** Hands the samples of a trace from `from` (included) to `to` (excluded) minutes to `take`, in order. */
export function replay(
  trace: Pick<Trace, 'minutes' | 'percent' | 'map' | 'processStarts'>,
  from: number,
  to: number,
  take: (sample: Sample, index: number) => void,
): void {
  const { minutes, percent, map } = trace;
  const sample = { minute: 0, percent: 0, entries: Number.NaN, ageMinutes: Infinity };
  const age = new ProcessAge(trace.processStarts);
  for (let i = 0; i < minutes.length; i++) {
    const minute = minutes[i] ?? 0;
    if (minute < from) continue;
    if (minute >= to) return;
    sample.minute = minute;
    sample.ageMinutes = age.at(minute);
    sample.percent = percent[i] ?? 0;
    if (map !== null) sample.entries = map.entries[i] ?? Number.NaN;
    take(sample, i);
  }
}
