// Who is inside a map that nothing protects. One atomic word beside the map counts them, so that the
// model knows of every overlap; the race itself and the map's own flag take no part in it.
import { Shard, Writer } from './pass';

const oneReader: u64 = 1 << 8;
/** Operations begun stand above the two counts. */
const operationShift: u64 = 16;
const oneOperation: u64 = 1 << 16;
const countMask: u64 = 0xff;

export class Inside {
  /**
   * Goes in and counts an overlap with a conflicting operation inside, if `isCounted`: once a race
   * was caught, the program would be no more. Returns the number of the operation, from 1.
   */
  @inline
  static enter(shard: Shard, writer: Writer, isReader: bool, isCounted: bool): u64 {
    const word = changetype<usize>(shard) + offsetof<Shard>('inside');
    const one: u64 = isReader ? oneReader : 1;
    const before = atomic.add<u64>(word, oneOperation + one);
    if (isCounted) {
      const writes = (before & countMask) != 0;
      if (isReader ? writes : (before >> 8) & countMask) writer.readOverlaps++;
      if (!isReader && writes) writer.writeOverlaps++;
    }
    return (before >> operationShift) + 1;
  }

  @inline
  static leave(shard: Shard, isReader: bool): void {
    const one: u64 = isReader ? oneReader : 1;
    atomic.sub<u64>(changetype<usize>(shard) + offsetof<Shard>('inside'), one);
  }
}
