import { byteUnits } from './byte-unit.ts';
import { formatCount } from './format-count.ts';

/** Bytes for people, in binary units, one digit behind the point: `38.2 MiB`; below 1024 as they are. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  // Bytes are whole; 1023.95 of another unit would be written as 1,024.0 and is one of the next.
  if (size < 1023.5) return `${formatCount(bytes)} B`;
  const unit =
    byteUnits.findLast((each) => size >= each.bytes - each.bytes / 20_480) ?? byteUnits[1];
  return `${formatCount(bytes / unit.bytes, 1)} ${unit.name}`;
}

/** A limit for people: `2 GiB` where it is a whole number of units, else as `formatBytes`. */
export function formatLimitBytes(bytes: number): string {
  const unit = byteUnits.findLast(
    (each) => bytes % each.bytes === 0 && bytes >= each.bytes && bytes / each.bytes < mostUnits,
  );
  return unit === undefined || unit.bytes === 1
    ? formatBytes(bytes)
    : `${formatCount(bytes / unit.bytes)} ${unit.name}`;
}

// A multiple of 1024 may be another figure by chance: 512,000,000 bytes are 500,000 KiB.
const mostUnits = 10_000;
