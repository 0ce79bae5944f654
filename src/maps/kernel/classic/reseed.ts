import { MapHandle } from '../core/map-handle';
import { Classic } from './hmap';

export function classicSeed(m: MapHandle): u64 {
  return Classic.header(m).hash0;
}

/** Sets the map's hash seed; only an empty map may take another one. */
export function setSeed(m: MapHandle, seed: u64): void {
  const hash0 = <u32>seed;
  Classic.header(m).hash0 = hash0;
  m.seeded = (<u64>hash0) ^ m.h0;
}

/** A map that is empty again takes a new seed, so that an attacker learns nothing from the old. */
export function reseed(m: MapHandle): void {
  m.reseeds++;
  setSeed(m, <u32>m.nextSeed());
}
