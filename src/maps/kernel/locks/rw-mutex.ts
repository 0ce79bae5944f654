// The reader/writer lock of a guard, by the rules of Go's: readers share; a writer that has come
// keeps later readers out, waits for those inside, and at its end lets in all that came meanwhile
// before the next writer. Writers stand in line at a mutex.
import { sleepOn } from '../env';
import { Mutex } from './mutex';
import { NOT_WAITING, Waits } from './waits';

/** Taken off the readers while a writer is there: more than there can be. */
const WRITER_MARK: i32 = 1 << 30;
/** Looks before sleeping; a lock is held for less than a microsecond. */
const SPINS: i32 = 100;

/** Takes one turn of those that a word counts; sleeps until there is one. */
function takeTurn(turns: usize, waits: Waits): void {
  let startNs = NOT_WAITING;
  for (let spin = 0; ; spin++) {
    const left = atomic.load<i32>(turns);
    if (left > 0) {
      if (atomic.cmpxchg<i32>(turns, left, left - 1) == left) {
        waits.end(startNs);
        return;
      }
    } else if (spin >= SPINS) {
      startNs = Waits.begin(startNs);
      sleepOn(turns, 0);
    }
  }
}

function giveTurns(turns: usize, count: i32): void {
  atomic.add<i32>(turns, count);
  atomic.notify(turns, count);
}

@unmanaged
export class RwMutex {
  /** Readers inside or waiting, less `WRITER_MARK` while a writer is there. */
  readers: i32;
  /** Readers that the writer still waits for. */
  leaving: i32;
  /** Readers, and writers, that may stop sleeping. */
  readerTurns: i32;
  writerTurns: i32;

  @inline
  lockRead(waits: Waits): void {
    if (atomic.add<i32>(changetype<usize>(this), 1) + 1 < 0)
      takeTurn(changetype<usize>(this) + offsetof<RwMutex>('readerTurns'), waits);
  }

  @inline
  unlockRead(): void {
    if (atomic.sub<i32>(changetype<usize>(this), 1) - 1 < 0) this.leave();
  }

  lock(writers: Mutex, waits: Waits): void {
    writers.lock(waits);
    const inside = atomic.sub<i32>(changetype<usize>(this), WRITER_MARK);
    if (inside == 0) return;
    const leaving = changetype<usize>(this) + offsetof<RwMutex>('leaving');
    // Readers that left meanwhile have counted `leaving` below 0.
    if (atomic.add<i32>(leaving, inside) + inside != 0)
      takeTurn(changetype<usize>(this) + offsetof<RwMutex>('writerTurns'), waits);
  }

  unlock(writers: Mutex): void {
    const waiting = atomic.add<i32>(changetype<usize>(this), WRITER_MARK) + WRITER_MARK;
    if (waiting > 0) giveTurns(changetype<usize>(this) + offsetof<RwMutex>('readerTurns'), waiting);
    writers.unlock();
  }

  /** A reader leaves while a writer waits: the last one lets it in. */
  private leave(): void {
    const leaving = changetype<usize>(this) + offsetof<RwMutex>('leaving');
    if (atomic.sub<i32>(leaving, 1) - 1 == 0)
      giveTurns(changetype<usize>(this) + offsetof<RwMutex>('writerTurns'), 1);
  }
}
