import { MapHandle } from '../core/map-handle';
import { Swiss } from './swiss-map';

export function swissSeed(m: MapHandle): u64 {
  return Swiss.header(m).seed;
}

/** Sets the map's hash seed; only an empty map may take another one. */
export function setSwissSeed(m: MapHandle, seed: u64): void {
  Swiss.header(m).seed = seed;
  m.seeded = seed ^ m.h0;
}

/** A map that is empty again takes a new seed, so that an attacker learns nothing from the old. */
export function reseedSwiss(m: MapHandle): void {
  m.reseeds++;
  setSwissSeed(m, m.nextSeed());
}
