import { formatCount } from './format-count.ts';

/** Bytes for people, decimal, one digit behind the point: `40.1 MB`; below 1000 as they are. */
export function formatBytes(bytes: number): string {
  if (Math.abs(bytes) < 999.5) return `${formatCount(bytes)} B`;
  let scaled = bytes / 1000;
  let index = 0;
  // 999.95 would be printed as 1000.0, so it already belongs to the next unit.
  while (Math.abs(scaled) >= 999.95 && index < decimalUnits.length - 1) {
    scaled /= 1000;
    index += 1;
  }
  return `${formatCount(scaled, 1)} ${decimalUnits[index]}`;
}

/** A limit for people: `2 GiB` where it is a whole number of binary units, else as `formatBytes`. */
export function formatLimitBytes(bytes: number): string {
  for (const [index, unit] of binaryUnits.entries()) {
    const size = 1024 ** (binaryUnits.length - index);
    if (bytes % size === 0 && bytes >= size && bytes / size < mostUnits)
      return `${formatCount(bytes / size)} ${unit}`;
  }
  return formatBytes(bytes);
}

// A multiple of 1024 may be a decimal figure by chance: 512 MB are 500,000 KiB.
const mostUnits = 10_000;
const decimalUnits = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;
const binaryUnits = ['TiB', 'GiB', 'MiB', 'KiB'] as const;
