// One key per line: a look-up that stores the key where it is absent.
import { lineFrom, lineTo } from './line';
import { hashBytes } from './murmur';
import { Recorded, Verb } from '../keys/operations';

export function readKey(recorded: Recorded): void {
  hashBytes(lineFrom, lineTo, 0, changetype<usize>(recorded));
  recorded.keyFrom = <u32>lineFrom;
  recorded.keyTo = <u32>lineTo;
  recorded.timeMs = NaN;
  recorded.verb = <u8>Verb.Fill;
  recorded.keyBytes = <i64>(lineTo - lineFrom);
  recorded.valueBytes = -1;
  recorded.ttlMs = NaN;
}
