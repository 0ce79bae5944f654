import { Fault, RaceRule } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { HASH_WRITING, HMap } from './hmap';

/**
 * Go's race flag: one bit, read and written plainly, so that it detects what Go detects and misses
 * what Go misses. A detected race makes the operation return 0 and stands in the handle.
 */
export class WritingFlag {
  /** True when no other writer's bit is seen. */
  @inline
  static mayWrite(m: MapHandle, h: HMap): bool {
    if ((h.flags & HASH_WRITING) == 0) return true;
    m.fail(Fault.ConcurrentWrites, RaceRule.Entry);
    return false;
  }

  @inline
  static mayRead(m: MapHandle, h: HMap): bool {
    if ((h.flags & HASH_WRITING) == 0) return true;
    m.fail(Fault.ConcurrentReadAndWrite, RaceRule.Entry);
    return false;
  }

  /** Toggled, not set: two writers that overlap cancel each other, and the exit check sees it. */
  @inline
  static enter(h: HMap): void {
    h.flags ^= HASH_WRITING;
  }

  /** False when the bit is gone: another writer was inside. */
  @inline
  static leave(m: MapHandle, h: HMap): bool {
    if ((h.flags & HASH_WRITING) == 0) {
      m.fail(Fault.ConcurrentWrites, RaceRule.Exit);
      return false;
    }
    h.flags &= ~HASH_WRITING;
    return true;
  }
}
