import { mapAssign64 } from '../map/operations';

/**
 * Writes `count` random 64-bit keys with 8-byte elems: the loop of the write benchmark, where a call
 * from JavaScript per write would cost as much as the write. Returns the writes done before a fault.
 */
export function fillRandom64(m: usize, count: u32, seed: u64): u32 {
  let state = seed;
  for (let i: u32 = 0; i < count; i++) {
    state += 0x9e3779b97f4a7c15;
    let key = state;
    key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9;
    key = (key ^ (key >> 27)) * 0x94d049bb133111eb;
    const elem = mapAssign64(m, key ^ (key >> 31));
    if (elem == 0) return i;
    store<u64>(elem, i);
  }
  return count;
}
