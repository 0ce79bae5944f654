import { GoHash, hashBytes } from '../../hash/go-hash';
import { hashNumber } from './hash-number';
import { hashParts, partsEqual } from './key-parts';
import { MapHandle } from '../map-handle';
import { KeyKind, MapType } from '../map-type';

/** The number at an address. */
export function floatAt(type: MapType, key: usize): f64 {
  return type.keyKind == KeyKind.Float64 ? load<f64>(key) : <f64>load<f32>(key);
}

/** Whether the key at an address is equal to nothing, not even to itself. */
export function isNaNKey(type: MapType, key: usize): bool {
  return type.isFloat && isNaN(floatAt(type, key));
}

/** Hash of the key at `key`: a string header for strings, else the key's own bytes. */
export function hashKey(m: MapHandle, key: usize): u64 {
  const kind = m.type.keyKind;
  if (kind == KeyKind.Word64) return GoHash.of64(load<u64>(key), m.seeded, m.h1);
  if (kind == KeyKind.Word32) return GoHash.of32(load<u32>(key), m.seeded, m.h1);
  if (kind == KeyKind.String)
    return hashBytes(load<usize>(key), <usize>load<u64>(key, 8), m.seeded, m.hashKeys());
  if (m.type.isFloat) return hashNumber(m, key, m.type.keySize, m.seeded ^ m.h0);
  if (kind == KeyKind.Parts) return hashParts(m, key);
  // Without bytes to hash, Go's hash function for memory gives the seed itself.
  if (m.type.keySize == 0) return m.seeded ^ m.h0;
  return hashBytes(key, m.type.keySize, m.seeded, m.hashKeys());
}

/** The hash of a key that is stored in a table. */
export class StoredKey {
  @inline
  static hash(m: MapHandle, slot: usize): u64 {
    const kind = m.type.keyKind;
    if (kind == KeyKind.Word64) return GoHash.of64(load<u64>(slot), m.seeded, m.h1);
    if (kind == KeyKind.Word32) return GoHash.of32(load<u32>(slot), m.seeded, m.h1);
    return hashKey(m, m.type.keyIsIndirect ? load<usize>(slot) : slot);
  }
}

/** Whether `length` bytes are equal. */
function sameBytes(a: usize, b: usize, length: usize): bool {
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) if (load<u64>(a + at) != load<u64>(b + at)) return false;
  for (; at < length; at++) if (load<u8>(a + at) != load<u8>(b + at)) return false;
  return true;
}

/** Whether the stored key (or string header) equals the given one. */
export function keysEqual(type: MapType, stored: usize, key: usize): bool {
  if (type.keyKind == KeyKind.String) {
    const length = load<u64>(key, 8);
    if (load<u64>(stored, 8) != length) return false;
    return sameBytes(load<usize>(stored), load<usize>(key), <usize>length);
  }
  if (type.isFloat) return floatAt(type, stored) == floatAt(type, key);
  if (type.keyKind == KeyKind.Parts) return partsEqual(type, stored, key);
  return sameBytes(stored, key, type.keySize);
}
