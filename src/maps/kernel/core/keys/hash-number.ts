import { hashBytes } from '../../hash/go-hash';
import { MapHandle } from '../map-handle';

/** Constants of Go's hash of floats and interfaces. */
export const INTERFACE0: u64 = 33054211828000289;
export const INTERFACE1: u64 = 23344194077549503;

/** Of a float of 8 or 4 bytes: both zeros hash alike, and NaN by chance each time; others by their bytes. */
export function hashNumber(m: MapHandle, at: usize, bytes: u32, seed: u64): u64 {
  const value = bytes == 8 ? load<f64>(at) : <f64>load<f32>(at);
  if (value == 0) return INTERFACE1 * (INTERFACE0 ^ seed);
  if (isNaN(value)) return INTERFACE1 * (INTERFACE0 ^ seed ^ m.nextRandom());
  return hashBytes(at, bytes, seed ^ m.h0, m.hashKeys());
}
