// The mutex of a guard. Like Go's, it lets a running writer pass the sleeping ones: to hand it to a
// sleeper at every unlock would cost a context switch per operation, ten times the operation. A
// sleeper is woken at every so many unlocks, and looks by itself once in a while. Where there are
// several mutexes few meet at one, the holder is mostly a thread that lost its CPU, and who sleeps on
// leaves a CPU idle: there every unlock wakes.
import { sleepFor } from '../env';
import { NOT_WAITING, Waits } from './waits';

const FREE: i32 = 0;
const HELD: i32 = 1;

/**
 * Looks at a HELD mutex before sleeping. Where others sleep already there is more work than threads
 * can do at a time, and a spinning one would only slow the holder down.
 */
const SPINS_ALONE: i32 = 300;
const SPINS_AMONG_SLEEPERS: i32 = 10;
/**
 * Unlocks of the only mutex between two wake-ups, a power of two: about a millisecond, after which
 * Go's serves its waiters too. Each change of the writer costs it the caches, some ten microseconds.
 */
export const UNLOCKS_OF_ONE: u32 = 4096;
/** Nobody may unlock the mutex again for a long time, as that of a shard. */
const LONGEST_SLEEP_MS: f64 = 10;

@unmanaged
export class Mutex {
  word: i32;
  sleepers: i32;
  unlocks: u32;
  /** A power of two. */
  unlocksPerWake: u32;

  @inline
  lock(waits: Waits): void {
    if (atomic.cmpxchg<i32>(changetype<usize>(this), FREE, HELD) != FREE) this.lockSlow(waits);
  }

  @inline
  unlock(): void {
    const isTurn = (++this.unlocks & (this.unlocksPerWake - 1)) == 0;
    atomic.store<i32>(changetype<usize>(this), FREE);
    if (isTurn) this.wake();
  }

  /** Wakes a sleeper, if there is one. */
  wake(): void {
    const sleepers = changetype<usize>(this) + offsetof<Mutex>('sleepers');
    if (atomic.load<i32>(sleepers) > 0) atomic.notify(changetype<usize>(this), 1);
  }

  private lockSlow(waits: Waits): void {
    const word = changetype<usize>(this);
    const sleepers = word + offsetof<Mutex>('sleepers');
    let startNs = NOT_WAITING;
    while (true) {
      const spins = atomic.load<i32>(sleepers) > 0 ? SPINS_AMONG_SLEEPERS : SPINS_ALONE;
      for (let spin = 0; spin < spins; spin++)
        if (atomic.load<i32>(word) == FREE && atomic.cmpxchg<i32>(word, FREE, HELD) == FREE) {
          waits.end(startNs);
          return;
        }
      startNs = Waits.begin(startNs);
      atomic.add<i32>(sleepers, 1);
      sleepFor(word, HELD, LONGEST_SLEEP_MS);
      atomic.sub<i32>(sleepers, 1);
    }
  }
}
