import type { SizeModel } from './size-model.ts';
import { steppedModel, type TableStep } from './stepped-model.ts';

/** The object of the table and what it knows of itself, in words of 8 bytes: 2 and 6. */
const headerBytes = 64;
/** A key, a value and the details of the property. */
const entryBytes = 24;
const smallestSlots = 4;
/** Tables beyond this are beyond any machine. */
const mostSlots = 2 ** 40;

/** Bytes of the dictionary of so many slots, on 64 bits without pointer compression. */
export function v8DictionaryBytes(slots: number): number {
  return headerBytes + entryBytes * slots;
}

/** Entries that a table takes: with half as many again they fill it. */
function fullAt(slots: number): number {
  // The largest n with n + floor(n / 2) <= slots.
  return Math.floor((2 * slots + 1) / 3);
}

function steps(): readonly TableStep[] {
  const list: TableStep[] = [];
  for (let slots = smallestSlots; slots <= mostSlots; slots *= 2) {
    const bytes = v8DictionaryBytes(slots);
    const from = slots === smallestSlots ? 0 : fullAt(slots / 2) + 1;
    list.push({ slots, bytes, allocated: from === 0 ? 0 : bytes, from });
  }
  return list;
}

/**
 * The closed form of an object of V8 that is used as a dictionary, with string keys that are no array
 * indices (`NameDictionary`): three words for each of 2^n slots, doubled by the insert that finds its entries and
 * half as many more above the slots. It begins as `Object.create(null)` does, with a dictionary; `{}` becomes
 * one after some twenty keys. Found out on Node.js 20, 22, 24 and 26, which are alike; builds with
 * SwissNameDictionary, which is off by default, have another table.
 */
export const v8ObjectModel: SizeModel = steppedModel(v8DictionaryBytes(smallestSlots), steps());
