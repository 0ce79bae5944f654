import { numberAt } from '../../../base/primitives/number-at.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Trace } from '../../trace/trace.ts';
import type { GrowthCurve } from './curve-source.ts';

/** A failure to put onto recorded noise. */
export interface Graft {
  readonly curve: GrowthCurve;
  /** Minutes from the onset until the growth alone would fill the limit. */
  readonly durationMinutes: number;
  /** Mean level of the lead-in, percent. */
  readonly basePercent: number;
  /** Minute of the noise at which the growth begins. */
  readonly onsetMinute: number;
  /** Healthy minutes before the onset. */
  readonly leadInMinutes: number;
}

/** A grafted trace, and by how much its noise was moved. */
export interface GraftedTrace {
  readonly trace: Trace;
  readonly shiftPercent: number;
}

/**
 * Puts a failure onto a stretch of a healthy trace: the stretch is moved to a mean level and grows
 * from the onset until it reaches 100 %, where the trace ends.
 *
 * @throws SandboxError `input` if the trace does not cover lead-in and duration
 */
export function graftFailure(noise: Trace, graft: Graft): GraftedTrace {
  const { curve, durationMinutes, basePercent, onsetMinute, leadInMinutes } = graft;
  const from = onsetMinute - leadInMinutes;
  const first = noise.minutes.findIndex((minute) => minute >= from);
  let sum = 0;
  let count = 0;
  for (let i = first; i >= 0 && (noise.minutes[i] ?? Infinity) < onsetMinute; i++) {
    sum += numberAt(noise.percent, i);
    count += 1;
  }
  if (count < 2 || (noise.minutes.at(-1) ?? 0) < onsetMinute + durationMinutes) {
    throw new SandboxError(
      'input',
      `expected noise from minute ${from} to ${onsetMinute + durationMinutes} (${noise.source})`,
    );
  }
  const shiftPercent = basePercent - sum / count;
  const minutes: number[] = [];
  const percent: number[] = [];
  for (let i = first; i < noise.minutes.length; i++) {
    const minute = numberAt(noise.minutes, i);
    const grown = curve.doneAt((minute - onsetMinute) / durationMinutes) * (100 - basePercent);
    const level = Math.max(0, numberAt(noise.percent, i) + shiftPercent + grown);
    minutes.push(minute - from);
    percent.push(Math.min(100, level));
    // The noise alone may dip below the limit at the very end: the growth fills it all the same.
    if ((level >= 100 && minute >= onsetMinute) || minute >= onsetMinute + durationMinutes) break;
  }
  return { trace: graftedTrace(noise, graft, minutes, percent), shiftPercent };
}

function graftedTrace(
  noise: Trace,
  { curve, durationMinutes, basePercent, leadInMinutes }: Graft,
  minutes: readonly number[],
  percent: readonly number[],
): Trace {
  return {
    id: `${noise.id}+${curve.name}-${durationMinutes}min-from-${Math.round(basePercent)}`,
    source: noise.source,
    measures: 'percent',
    minutes: Float64Array.from(minutes),
    percent: Float64Array.from(percent),
    limitBytes: noise.limitBytes,
    startedAtMs: null,
    map: null,
    ending: { kind: 'exhausted', atMinute: minutes.at(-1) ?? 0 },
    label: { kind: 'ramp', shape: curve.name, onsetMinute: leadInMinutes },
  };
}
