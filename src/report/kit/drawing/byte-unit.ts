/** A decimal unit of bytes and how many bytes it has. */
export interface ByteUnit {
  readonly name: string;
  readonly bytes: number;
}

/** The unit in which the largest of some figures has one to three digits, for the axis of a chart. */
export function byteUnitFor(largest: number): ByteUnit {
  const units = [
    { name: 'GB', bytes: 1e9 },
    { name: 'MB', bytes: 1e6 },
    { name: 'kB', bytes: 1e3 },
  ];
  return units.find(({ bytes }) => largest >= bytes) ?? { name: 'bytes', bytes: 1 };
}
