import type { SharedMemory } from './web-assembly.ts';

/** A record of the kernel whose every field is an f64: its bytes, and the index of each field. */
export interface DoublesRecord<Field extends string> {
  readonly bytes: number;
  readonly doubles: Readonly<Record<Field, number>>;
}

/** The fields of a record at an address, by name. */
export function readDoubles<Field extends string>(
  memory: SharedMemory,
  address: number,
  { bytes, doubles }: DoublesRecord<Field>,
): Readonly<Record<Field, number>> {
  const values = new Float64Array(memory.buffer, address, bytes / 8);
  const read: Record<Field, number> = { ...doubles };
  for (const field of fieldsOf(doubles)) read[field] = values[doubles[field]] ?? Number.NaN;
  return read;
}

function fieldsOf<Field extends string>(
  doubles: Readonly<Record<Field, number>>,
): readonly Field[] {
  const isField = (name: string): name is Field => Object.hasOwn(doubles, name);
  return Object.keys(doubles).filter(isField);
}
