import { Fault, RaceRule } from '../core/fault';
import { MapHandle } from '../core/map-handle';
import { SwissMap } from './swiss-map';

/**
 * Go's race flag: a byte, read and written plainly, so that it detects what Go detects and misses
 * what Go misses. A detected race makes the operation return 0 and stands in the handle.
 */
export class WritingByte {
  /** True when no other writer is seen. */
  @inline
  static mayWrite(m: MapHandle, map: SwissMap): bool {
    if (map.writing == 0) return true;
    m.fail(Fault.ConcurrentWrites, RaceRule.Entry);
    return false;
  }

  @inline
  static mayRead(m: MapHandle, map: SwissMap): bool {
    if (map.writing == 0) return true;
    m.fail(Fault.ConcurrentReadAndWrite, RaceRule.Entry);
    return false;
  }

  /** Toggled, not set: two writers that overlap cancel each other, and the exit check sees it. */
  @inline
  static enter(map: SwissMap): void {
    map.writing ^= 1;
  }

  /** False when the byte is 0: another writer was inside. */
  @inline
  static leave(m: MapHandle, map: SwissMap): bool {
    if (map.writing == 0) {
      m.fail(Fault.ConcurrentWrites, RaceRule.Exit);
      return false;
    }
    map.writing ^= 1;
    return true;
  }
}
