import { GrowthKind } from '../../core/growth-kind';
import { growthBegins, growthFinished, growthStarted } from '../../core/growth-log';
import { MapHandle } from '../../core/map-handle';
import { Swiss } from '../swiss-map';

/** Every Swiss growth ends within the write that started it. */
const WRITES: u64 = 1;

/** Starts the clock of a growth; returns the bytes held before. */
export function stepBegins(m: MapHandle): u64 {
  growthBegins(m);
  return m.held();
}

/** Logs a growth once the new memory stands beside the old; returns the event to finish. */
export function stepStarted(
  m: MapHandle,
  kind: GrowthKind,
  from: u64,
  to: u64,
  bytesBefore: u64,
): usize {
  growthStarted(m, kind, Swiss.header(m).used + 1, from, to, bytesBefore);
  return m.log.open;
}

/** Completes an event: the old memory is gone. Steps may be nested, so the event is named. */
export function stepFinished(m: MapHandle, event: usize): void {
  m.log.open = event;
  m.log.writes = WRITES;
  growthFinished(m);
}
