import { formatCount } from '../../base/primitives/quantities/format-count.ts';

/** `31 minutes`, `6 h 40 min`, `9 days`. */
export function formatMinutes(minutes: number): string {
  if (!Number.isFinite(minutes)) return 'never';
  const whole = Math.max(0, Math.round(minutes));
  if (whole < 120) return `${whole} ${whole === 1 ? 'minute' : 'minutes'}`;
  if (whole < 2880) {
    const rest = whole % 60;
    return `${Math.floor(whole / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
  }
  return `${Math.round(whole / 1440)} days`;
}

/** `0.021 %/min`: three significant digits. */
export function formatSlope(percentPerMinute: number): string {
  return `${Number(percentPerMinute.toPrecision(3))} %/min`;
}

/** `73.2 %`. */
export function formatPercent(percent: number): string {
  return `${Number(percent.toFixed(1))} %`;
}

/** Three digits, as a setting is written: `5`, `0.021`, `108,000`. */
export function shortFigure(value: number): string {
  const short = Number(value.toPrecision(3));
  return Math.abs(short) < 1000 ? String(short) : formatCount(short);
}
