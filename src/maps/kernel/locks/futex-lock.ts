import { sleepOn } from '../env';

const SPINS: i32 = 64;

/** Sleeps while the word at `address` is `expected`. */
export function sleepWhile(address: usize, expected: i32): void {
  while (atomic.load<i32>(address) == expected) sleepOn(address, expected);
}

/**
 * Takes a futex lock: 0 free, 1 held, 2 held and someone may sleep. Spins briefly, because the
 * arena holds its lock for tens of nanoseconds, then sleeps, because its holder may be descheduled.
 */
export function lockAcquire(address: usize): void {
  if (atomic.cmpxchg<i32>(address, 0, 1) == 0) return;
  for (let i = 0; i < SPINS; i++)
    if (load<i32>(address) == 0 && atomic.cmpxchg<i32>(address, 0, 1) == 0) return;
  while (atomic.xchg<i32>(address, 2) != 0) sleepOn(address, 2);
}

/** Gives a futex lock back and wakes one sleeper, if there may be one. */
export function lockRelease(address: usize): void {
  if (atomic.xchg<i32>(address, 0) == 2) atomic.notify(address, 1);
}
