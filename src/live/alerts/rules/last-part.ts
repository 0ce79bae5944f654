import type { Trace } from '../../trace/trace.ts';

/** The last minutes of a trace, as a trace of its own that begins at minute 0. */
export function lastPart(trace: Trace, lengthMinutes: number): Trace {
  const { minutes, percent, map, ending, label, startedAtMs } = trace;
  const from = Math.max(0, (minutes.at(-1) ?? 0) - lengthMinutes);
  const first = minutes.findIndex((minute) => minute >= from);
  const origin = minutes[first] ?? 0;
  return {
    ...trace,
    minutes: minutes.slice(first).map((minute) => minute - origin),
    percent: percent.slice(first),
    startedAtMs: startedAtMs === null ? null : startedAtMs + origin * 60_000,
    map: map === null ? null : { type: map.type, entries: map.entries.slice(first) },
    ending:
      ending.kind === 'never' ? ending : { kind: 'exhausted', atMinute: ending.atMinute - origin },
    label:
      label === null || label.onsetMinute === null
        ? label
        : { ...label, onsetMinute: label.onsetMinute - origin },
  };
}
