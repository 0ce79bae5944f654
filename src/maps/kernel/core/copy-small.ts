/** Copies keys and elems: short, often 8 bytes, where a call of the engine's copy costs more. */
export function copySmall(to: usize, from: usize, size: usize): void {
  if (size == 8) {
    store<u64>(to, load<u64>(from));
    return;
  }
  if (size > 64) {
    memory.copy(to, from, size);
    return;
  }
  let at: usize = 0;
  for (; at + 8 <= size; at += 8) store<u64>(to + at, load<u64>(from + at));
  if (size & 4) {
    store<u32>(to + at, load<u32>(from + at));
    at += 4;
  }
  for (; at < size; at++) store<u8>(to + at, load<u8>(from + at));
}
