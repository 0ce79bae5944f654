// What a map gives back while a loop over it goes on stays where it is until the loop ends, because Go's
// iterator holds the old table. The accounts of the map do not count it.
import {
  arenaRelease,
  arenaReserveBooks,
  arenaUnreserve,
  arenaUnreserveBooks,
} from '../memory/arena';
import { MapHandle } from './map-handle';

@unmanaged
class Kept {
  next: usize;
  address: usize;
  size: usize;
  scan: bool;
  /** Bytes of a string, which no account has. */
  isText: bool;
}

function add(m: MapHandle, address: usize, size: usize): Kept {
  const node = arenaReserveBooks(offsetof<Kept>());
  const kept = changetype<Kept>(node);
  kept.next = m.kept;
  kept.address = address;
  kept.size = size;
  kept.scan = false;
  kept.isText = false;
  m.kept = node;
  return kept;
}

/** Keeps an object until the loop ends. */
export function keep(m: MapHandle, address: usize, size: usize, scan: bool): void {
  add(m, address, size).scan = scan;
}

/** Keeps the bytes of a string that long. */
export function keepText(m: MapHandle, address: usize, size: usize): void {
  add(m, address, size).isText = true;
}

/** Ends the loop: what was kept goes. */
export function letKeptGo(m: MapHandle): void {
  m.isLooping = false;
  while (m.kept != 0) {
    const kept = changetype<Kept>(m.kept);
    if (kept.isText) arenaUnreserve(kept.address, kept.size);
    else arenaRelease(kept.address, kept.size, kept.scan);
    m.kept = kept.next;
    arenaUnreserveBooks(changetype<usize>(kept), offsetof<Kept>());
  }
}
