// How long operations waited for a guard. Only who sleeps is counted: the looks before it take less than a
// microsecond together, and reading a clock there would cost more than they do.
import { nowNs } from '../env';

/** Stands for a wait that has not begun. */
export const NOT_WAITING: f64 = -1;

/** Of one guard; both fields grow by atomics, since readers wait side by side. */
@unmanaged
export class Waits {
  /** Nanoseconds from the first sleep of an operation until it was let in, summed up. */
  ns: u64;
  /** Operations that slept. */
  count: u64;

  /** When a wait began: at its first sleep. */
  @inline
  static begin(startNs: f64): f64 {
    return startNs == NOT_WAITING ? nowNs() : startNs;
  }

  /** Counts a wait that is over, if there was one. */
  @inline
  end(startNs: f64): void {
    if (startNs != NOT_WAITING) this.add(startNs);
  }

  private add(startNs: f64): void {
    const address = changetype<usize>(this);
    atomic.add<u64>(address, <u64>Math.max(0, nowNs() - startNs));
    atomic.add<u64>(address + offsetof<Waits>('count'), 1);
  }
}
