// Who is inside a map that nothing protects. One atomic word beside the map counts them, so that the
// model knows of every overlap; the race itself and the map's own flag take no part in it.
import { Writer } from '../pass';
import { Shard } from '../shard';

const ONE_READER: u64 = 1 << 8;
/** Operations begun stand above the two counts. */
const OPERATION_SHIFT: u64 = 16;
const ONE_OPERATION: u64 = 1 << 16;
const COUNT_MASK: u64 = 0xff;

export class Inside {
  /**
   * Goes in and counts an overlap with a conflicting operation inside, if `isCounted`: once a race
   * was caught, the program would be no more. Returns the number of the operation, from 1.
   */
  @inline
  static enter(shard: Shard, writer: Writer, isReader: bool, isCounted: bool): u64 {
    const word = changetype<usize>(shard) + offsetof<Shard>('inside');
    const one: u64 = isReader ? ONE_READER : 1;
    const before = atomic.add<u64>(word, ONE_OPERATION + one);
    if (isCounted) {
      const writes = (before & COUNT_MASK) != 0;
      if (isReader ? writes : (before >> 8) & COUNT_MASK) writer.readOverlaps++;
      if (!isReader && writes) writer.writeOverlaps++;
    }
    return (before >> OPERATION_SHIFT) + 1;
  }

  @inline
  static leave(shard: Shard, isReader: bool): void {
    const one: u64 = isReader ? ONE_READER : 1;
    atomic.sub<u64>(changetype<usize>(shard) + offsetof<Shard>('inside'), one);
  }
}
