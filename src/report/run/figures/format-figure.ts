import type { LatencyValue } from '../../../lab/record/figures/latency-value.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';

/** A duration for people, three significant digits: `96 ns`, `1.24 µs`, `8.20 ms`, `1.5 s`. */
export function formatNs(ns: number): string {
  const [value, unit] = inUnit(ns, ['ns', 'µs', 'ms', 's'], 1000);
  return `${unit === 'ns' ? formatCount(value) : significant(value)} ${unit}`;
}

/** A measured latency. Records from before the clock's resolution was kept hold values of some ns. */
export function formatLatency(ns: number): string {
  return ns < 10 ? 'under 10 ns' : formatNs(ns);
}

/** A percentile as far as it is known: `1.24 µs`, or `< 40 ns`. */
export function formatLatencyValue(value: LatencyValue): string {
  return value.kind === 'measured' ? formatLatency(value.ns) : `< ${formatNs(value.resolutionNs)}`;
}

/** A rate for people: `8.31 million/s`. */
export function formatPerSecond(rate: number): string {
  if (rate >= 999_500) return `${significant(rate / 1e6)} million/s`;
  if (rate >= 9995) return `${formatCount(Math.round(rate / 100) * 100)}/s`;
  return `${significant(rate)}/s`;
}

/** Three significant digits, with separators and no exponent: `0.812`, `5.26`, `61,300`. */
export function significant(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return formatCount(value);
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(3)))));
  return formatCount(value, Math.max(0, Math.min(2 - magnitude, 6)));
}

/** A share in percent: `3 %`, `0.4 %`, `less than 0.1 %`. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return 'less than 0.1 %';
  return `${percent < 9.95 ? formatCount(percent, 1).replace(/\.0$/, '') : formatCount(percent)} %`;
}

/** How many times as much: `5.26 times`, `38,000 times`. */
export function formatTimes(ratio: number): string {
  if (ratio < 1000) return `${significant(ratio)} times`;
  const step = 10 ** (Math.floor(Math.log10(ratio)) - 1);
  return `${formatCount(Math.round(ratio / step) * step)} times`;
}

/** CPUs, fractions allowed: `2`, `0.5`. */
export function formatCpus(cpus: number): string {
  return Number.isInteger(cpus) ? formatCount(cpus) : significant(cpus);
}

/** The same text with figures kept on one line with their units. */
export function keepUnits(text: string): string {
  return text.replaceAll(/(\d) (?=(?:B|[KMGTP]iB|ns|µs|ms|s|%|CPUs?)(?![\p{L}\d]))/gu, '$1\u00a0');
}

/** `1 growth`, `2 growths`. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

/** An ISO moment for people, to the minute, in UTC. */
export function formatMoment(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
}

function inUnit<Unit extends string>(
  value: number,
  units: readonly [Unit, ...Unit[]],
  step: number,
): readonly [number, Unit] {
  let scaled = value;
  let unit: Unit = units[0];
  for (const next of units.slice(1)) {
    // 999.5 would be written as 1,000 and so belongs to the next unit.
    if (scaled < step * 0.9995) break;
    scaled /= step;
    unit = next;
  }
  return [scaled, unit];
}
