import { formatCount } from './format-count.ts';

/** A unit of bytes, a power of 1024, and how many bytes it has. */
export interface ByteUnit {
  readonly name: string;
  readonly bytes: number;
}

/** All units, the smallest first. */
export const byteUnits: readonly [ByteUnit, ByteUnit, ...ByteUnit[]] = [
  { name: 'B', bytes: 1 },
  { name: 'KiB', bytes: 1024 },
  { name: 'MiB', bytes: 1024 ** 2 },
  { name: 'GiB', bytes: 1024 ** 3 },
  { name: 'TiB', bytes: 1024 ** 4 },
  { name: 'PiB', bytes: 1024 ** 5 },
];

/** The unit in which the largest of some figures has one to four digits, as for the axis of a chart. */
export function byteUnitFor(largest: number): ByteUnit {
  return byteUnits.findLast(({ bytes }) => Math.abs(largest) >= bytes) ?? byteUnits[0];
}

/** How the bytes of a column are written: one unit, which its title names, and as many digits. */
export interface ByteColumn {
  /** `MiB`. */
  readonly unit: string;
  /** `held, MiB`: the title of a column with its unit. */
  readonly title: (what: string) => string;
  /** Bytes in that unit, without its name: `38.3`, or `<0.001` of what is too few to be seen. */
  readonly format: (bytes: number) => string;
}

/**
 * One unit for all figures of a column, that of the largest, so that their points align; with as
 * many digits, up to three, as show two of the smallest.
 */
export function byteColumnOf(figures: readonly (number | null | undefined)[]): ByteColumn {
  const sizes = figures.flatMap((bytes) => (bytes ? [Math.abs(bytes)] : []));
  const unit = byteUnitFor(Math.max(0, ...sizes));
  const digits = digitsFor(Math.min(...sizes) / unit.bytes, unit);
  const least = 10 ** -digits;
  return {
    unit: unit.name,
    title: (what) => `${what}, ${unit.name}`,
    format: (bytes) => {
      const scaled = bytes / unit.bytes;
      return scaled > 0 && scaled < least / 2
        ? `<${formatCount(least, digits)}`
        : formatCount(scaled, digits);
    },
  };
}

function digitsFor(smallest: number, { bytes }: ByteUnit): number {
  if (bytes === 1) return 0;
  // A tenth of a GiB is a lot.
  const usual = bytes < 1024 ** 3 ? 1 : 2;
  return [usual, 2].find((digits) => smallest >= 10 ** (1 - digits)) ?? 3;
}
