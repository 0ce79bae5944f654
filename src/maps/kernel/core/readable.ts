// Reading in maps that a race may have corrupted, or that somebody is writing: every address is checked
// before it is read.
import { control } from '../memory/memory-layout';
import { keysEqual } from './keys/hash-key';
import { MapHandle } from './map-handle';
import { KeyKind } from './map-type';

/** Whether `bytes` at an address lie where maps have their memory. */
export function isReadable(address: usize, bytes: usize): bool {
  const state = control();
  return address >= state.spans && address < state.end && bytes <= state.end - address;
}

/** Where maps have their memory, asked over and over. */
export class Readable {
  /** The first address and how many may follow it, for things of so many bytes. */
  @inline
  static of(bytes: usize): u64 {
    const state = control();
    return ((<u64>(state.end - bytes - state.spans)) << 32) | (<u64>state.spans);
  }

  @inline
  static has(bounds: u64, address: usize): bool {
    return address - <usize>bounds <= <usize>(bounds >> 32);
  }
}

/** Whether the key of a slot is the one looked for; what it points to may be anything. */
export function slotHolds(m: MapHandle, slot: usize, key: usize): bool {
  const type = m.type;
  let stored = slot;
  if (type.keyIsIndirect) {
    stored = load<usize>(slot);
    if (!isReadable(stored, type.keySize)) return false;
  }
  if (type.keyKind == KeyKind.String) {
    const length = load<u64>(key, 8);
    if (load<u64>(stored, 8) != length) return false;
    if (!isReadable(load<usize>(stored), <usize>length)) return false;
  }
  return keysEqual(type, stored, key);
}

/** The elem, if what an indirect one points to can be read; 0 if not. */
export function readableElem(m: MapHandle, address: usize): usize {
  const type = m.type;
  const elem = type.elemIsIndirect ? load<usize>(address) : address;
  return isReadable(elem, type.elemSize) ? elem : 0;
}
