import type { GoType } from '../go-type/go-type.ts';
import type { SizeModel } from './size-model.ts';
import { steppedModel, type TableStep } from './stepped-model.ts';

const collectorBytes = 16;
const dictBytes = 48 + collectorBytes;
/** The table of a dict: its count of references, its sizes, its version, what is usable and used. */
const keysHeaderBytes = 32;
const smallestSlots = 8;
/** A hash, a key and a value; where all keys are `str`, which keep their hash themselves, no hash. */
const entryBytes = { general: 24, unicode: 16 } as const;

/** Which table a dict has: `unicode` as long as every key ever put in is a `str`. */
export type PythonKeys = keyof typeof entryBytes;

/** A set has its first table of 8 slots inside of its object. */
const setBytes = 200 + collectorBytes;
const setEntryBytes = 16;
/** Beyond so many entries a set doubles; below it grows to four times what it has. */
const largeSet = 50_000;

/** Entries that a table of so many slots takes: `USABLE_FRACTION`, two thirds. */
export function pythonUsable(slots: number): number {
  return Math.floor((2 * slots) / 3);
}

/** Bytes of a slot's index: it must tell as many entries apart as there are slots. */
function indexBytes(slots: number): number {
  if (slots < 2 ** 8) return 1;
  if (slots < 2 ** 16) return 2;
  return slots < 2 ** 32 ? 4 : 8;
}

/** One block: header, an index for each slot, and an entry for each that is usable. */
export function pythonTableBytes(slots: number, keys: PythonKeys): number {
  return keysHeaderBytes + slots * indexBytes(slots) + pythonUsable(slots) * entryBytes[keys];
}

/**
 * The closed form of a `dict` of CPython 3.11 (`Objects/dictobject.c`), or of a `set`
 * (`Objects/setobject.c`) where the value is `struct{}`: the bytes that `sys.getsizeof` names, the header
 * of the collector included. A growth makes the new table, copies, and frees the old one in one insert.
 * No hash has a say in it. Deletes leave the table as it is.
 */
export function pythonModel(key: GoType, value: GoType): SizeModel {
  if (value.name === 'struct{}') return setModel;
  return key.keyKind === 'string' ? unicodeModel : generalModel;
}

/** Tables beyond this are beyond any machine. */
const mostSlots = 2 ** 50;

function dictSteps(keys: PythonKeys): readonly TableStep[] {
  const steps: TableStep[] = [];
  for (let slots = smallestSlots; slots <= mostSlots; slots *= 2) {
    const allocated = pythonTableBytes(slots, keys);
    // It grows to three times the entries, rounded up to a power of two: the double after inserts alone.
    const from = slots === smallestSlots ? 1 : pythonUsable(slots / 2) + 1;
    steps.push({ slots, allocated, bytes: dictBytes + allocated, from });
  }
  return steps;
}

function setSteps(): readonly TableStep[] {
  const steps: TableStep[] = [{ slots: smallestSlots, allocated: 0, bytes: setBytes, from: 0 }];
  for (let slots = smallestSlots; slots <= mostSlots;) {
    // The insert that brings it to three fifths makes the next table, with its entry in it already.
    const from = Math.ceil((3 * (slots - 1)) / 5);
    const least = from > largeSet ? 2 * from : 4 * from;
    while (slots <= least) slots *= 2;
    const allocated = setEntryBytes * slots;
    steps.push({ slots, allocated, bytes: setBytes + allocated, from });
  }
  return steps;
}

const generalModel = steppedModel(dictBytes, dictSteps('general'));
const unicodeModel = steppedModel(dictBytes, dictSteps('unicode'));
const setModel = steppedModel(setBytes, setSteps());
