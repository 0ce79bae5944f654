// Memory for maps that nothing protects from one another's writers. What a racing map gives back may
// still be in use by another thread, and may be given back twice; so nothing is used again before
// the race is over, and the arena's own lists take no part in it.
import { End, Extents } from './extents';
import { Control, control, PAGE_BYTES, PAGE_SHIFT } from './memory-layout';
import { LARGEST_CLASS } from './size-class';

/** The next zeroed bytes of the held memory; 0 when it is used up. The arena's lock is held. */
export function bump(state: Control, bytes: usize, charge: bool, isCounted: bool): usize {
  const step: usize = bytes > LARGEST_CLASS ? PAGE_BYTES : 16;
  const start = (state.holdNext + step - 1) & ~(step - 1);
  if (start + bytes > state.holdEnd || start + bytes < start) return 0;
  state.holdNext = start + bytes;
  if (charge) {
    state.heldBytes += bytes;
    state.heldAllocations++;
  } else if (isCounted) state.heldUnchargedBytes += bytes;
  // A race may have written to what nobody had yet.
  memory.fill(start, 0, bytes);
  return start;
}

/**
 * From now on all memory comes from one free run, and nothing is given back until `arenaLetGo`. The
 * counters keep counting what is held. False when there is no run.
 */
export function arenaHold(): bool {
  const state = control();
  const region = changetype<Extents>(state.largeExtents);
  const pages = region.largest();
  const page = region.take(pages, End.Low);
  if (page == 0) return false;
  const start = (<usize>page) << PAGE_SHIFT;
  const clean = pages - region.dirtySuffix(page, pages);
  state.holdStart = start;
  state.holdNext = start;
  state.holdEnd = start + ((<usize>clean) << PAGE_SHIFT);
  state.holdPages = pages;
  state.heldBytes = 0;
  state.heldUnchargedBytes = 0;
  state.heldAllocations = 0;
  return true;
}

/** Gives all memory back that was handed out since `arenaHold`. Not while others use it. */
export function arenaLetGo(): void {
  const state = control();
  if (state.holdEnd == 0) return;
  const region = changetype<Extents>(state.largeExtents);
  const page = <u32>(state.holdStart >> PAGE_SHIFT);
  region.touch(page, <u32>((state.holdEnd - state.holdStart) >> PAGE_SHIFT), End.Low);
  region.give(page, state.holdPages);
  state.holdEnd = 0;
  state.holdStart = 0;
  state.releasedBytes += state.heldBytes;
  state.liveBytes -= state.heldBytes;
  state.liveAllocations -= state.heldAllocations;
  state.unchargedBytes -= state.heldUnchargedBytes;
}
