import { arenaReserve, arenaUnreserve } from '../memory/arena';
import { Purpose } from '../memory/purpose';
import { keepText } from './kept';
import { MapHandle } from './map-handle';

// String bytes are not the map's: Go's maps hold 16-byte headers (address, length) only. Here each
// header in a map owns a copy of its bytes, outside the map's account.

/** Gives the bytes of a header back; the header stays as it is. */
export function releaseString(m: MapHandle, header: usize): void {
  const length = <usize>load<u64>(header, 8);
  const bytes = load<usize>(header);
  if (bytes == 0 || length == 0) return;
  if (m.isLooping) keepText(m, bytes, length);
  else arenaUnreserve(bytes, length);
}

/** Makes a header own a copy of `length` bytes instead of what it owned. False when refused. */
export function storeString(m: MapHandle, header: usize, address: usize, length: usize): bool {
  let copy: usize = 0;
  if (length > 0) {
    copy = arenaReserve(length);
    if (copy == 0) {
      m.refuse(length, Purpose.String);
      return false;
    }
    memory.copy(copy, address, length);
  }
  releaseString(m, header);
  store<u64>(header, copy);
  store<u64>(header, length, 8);
  return true;
}
