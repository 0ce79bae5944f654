import { MapHandle } from '../core/map-handle';
import { Classic } from './hmap';

/** Sets the map's hash seed; only an empty map may take another one. */
export function setSeed(m: MapHandle, seed: u32): void {
  Classic.header(m).hash0 = seed;
  m.seeded = (<u64>seed) ^ m.h0;
}

/** A map that is empty again takes a new seed, so that an attacker learns nothing from the old. */
export function reseed(m: MapHandle): void {
  m.reseeds++;
  setSeed(m, <u32>m.nextRandom());
}
