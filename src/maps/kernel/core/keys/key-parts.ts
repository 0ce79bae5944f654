// Keys that Go hashes and compares part by part: interfaces, complex numbers, structs and arrays with
// strings, floats, interfaces or padding. The seed of each part is the hash of the parts before it.
import { hashBytes } from '../../hash/go-hash';
import { arenaReserve, arenaUnreserve } from '../../memory/arena';
import { hashNumber, INTERFACE0, INTERFACE1 } from './hash-number';
import { Held, KeyPart, partAt, PartKind } from './key-part';
import { MapHandle } from '../map-handle';
import { MapType } from '../map-type';
import { keepText } from '../kept';

function hashText(m: MapHandle, header: usize, length: usize, seed: u64): u64 {
  return hashBytes(load<usize>(header), length, seed ^ m.h0, m.hashKeys());
}

function hashInterface(m: MapHandle, at: usize, seed: u64): u64 {
  const inner = seed ^ INTERFACE0;
  const hash =
    load<u32>(at) == Held.Integer
      ? hashBytes(at + 8, 8, inner ^ m.h0, m.hashKeys())
      : hashText(m, at + 8, load<u32>(at, 4), inner);
  return INTERFACE1 * hash;
}

function hashPart(m: MapHandle, part: KeyPart, at: usize, seed: u64): u64 {
  switch (part.kind) {
    case PartKind.Memory:
      return hashBytes(at, part.bytes, seed ^ m.h0, m.hashKeys());
    case PartKind.Float:
      return hashNumber(m, at, part.bytes, seed);
    case PartKind.Text:
      return hashText(m, at, <usize>load<u64>(at, 8), seed);
    default:
      return hashInterface(m, at, seed);
  }
}

export function hashParts(m: MapHandle, key: usize): u64 {
  const type = m.type;
  let hash = m.seeded ^ m.h0;
  for (let number: u32 = 0; number < type.partCount; number++) {
    const part = partAt(type.parts, number);
    hash = hashPart(m, part, key + part.offset, hash);
  }
  return hash;
}

function textsEqual(one: usize, other: usize, length: usize): bool {
  return memory.compare(load<usize>(one), load<usize>(other), length) == 0;
}

function partsAreEqual(part: KeyPart, one: usize, other: usize): bool {
  switch (part.kind) {
    case PartKind.Memory:
      return memory.compare(one, other, part.bytes) == 0;
    case PartKind.Float:
      return part.bytes == 8
        ? load<f64>(one) == load<f64>(other)
        : load<f32>(one) == load<f32>(other);
    case PartKind.Text: {
      const length = load<u64>(one, 8);
      return length == load<u64>(other, 8) && textsEqual(one, other, <usize>length);
    }
    default:
      if (load<u64>(one) != load<u64>(other)) return false;
      if (load<u32>(one) == Held.Integer) return load<u64>(one, 8) == load<u64>(other, 8);
      return textsEqual(one + 8, other + 8, load<u32>(one, 4));
  }
}

export function partsEqual(type: MapType, stored: usize, key: usize): bool {
  for (let number: u32 = 0; number < type.partCount; number++) {
    const part = partAt(type.parts, number);
    if (!partsAreEqual(part, stored + part.offset, key + part.offset)) return false;
  }
  return true;
}

/** Where the address of the text of a part stands; 0 = it has none. */
function textOf(part: KeyPart, at: usize): usize {
  if (part.kind == PartKind.Text) return at;
  return part.kind == PartKind.Interface && load<u32>(at) == Held.Text ? at + 8 : 0;
}

function lengthOf(part: KeyPart, at: usize): usize {
  return part.kind == PartKind.Text ? <usize>load<u64>(at, 8) : load<u32>(at, 4);
}

function releaseFirst(m: MapHandle, key: usize, count: u32): void {
  for (let number: u32 = 0; number < count; number++) {
    const part = partAt(m.type.parts, number);
    const at = key + part.offset;
    const text = textOf(part, at);
    const length: usize = text == 0 ? 0 : lengthOf(part, at);
    if (length == 0) continue;
    if (m.isLooping) keepText(m, load<usize>(text), length);
    else arenaUnreserve(load<usize>(text), length);
  }
}

/** Gives back the texts that a stored key owns. */
export function releaseTexts(m: MapHandle, key: usize): void {
  releaseFirst(m, key, m.type.partCount);
}

/** Makes a key that was just stored own a copy of its texts, which are not the map's; the bytes refused, or 0. */
export function ownTexts(m: MapHandle, key: usize): usize {
  const type = m.type;
  for (let number: u32 = 0; number < type.partCount; number++) {
    const part = partAt(type.parts, number);
    const at = key + part.offset;
    const text = textOf(part, at);
    const length: usize = text == 0 ? 0 : lengthOf(part, at);
    if (length == 0) continue;
    const copy = arenaReserve(length);
    if (copy == 0) {
      releaseFirst(m, key, number);
      return length;
    }
    memory.copy(copy, load<usize>(text), length);
    store<u64>(text, copy);
  }
  return 0;
}
