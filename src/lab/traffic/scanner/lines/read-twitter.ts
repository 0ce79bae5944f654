// The seven columns of Twitter's cache traces: time in s, key, key size, value size, client, operation, TTL
// in s. A key may hold commas: the columns behind it are counted from the end.
import { lineEndMark, lineFrom, lineMarks, lineTo } from './line';
import { Mark } from './marks';
import { hashBytes } from './murmur';
import { MOST_EXACT, Numbers } from './numbers';
import { Recorded, Verb } from '../keys/operations';
import { NO_VERB, verbOf } from './words';

const COMMAS: u32 = 6;

/** Reads the line; false for one that is not as most are. */
export function readTwitter(recorded: Recorded): bool {
  const last = lineEndMark;
  if (last - lineMarks < COMMAS) return false;
  const timeEnd = Mark.at(lineMarks);
  const keyEnd = Mark.at(last - 5);
  const keyBytesEnd = Mark.at(last - 4);
  const valueBytesEnd = Mark.at(last - 3);
  const clientEnd = Mark.at(last - 2);
  const verbEnd = Mark.at(last - 1);
  const verb = verbOf(clientEnd + 1, verbEnd);
  const time = Numbers.decimal(lineFrom, timeEnd, MOST_EXACT);
  const keyBytes = Numbers.size(keyEnd + 1, keyBytesEnd);
  const valueBytes = Numbers.size(keyBytesEnd + 1, valueBytesEnd);
  const ttl = Numbers.decimal(verbEnd + 1, lineTo, MOST_EXACT);
  if (verb == NO_VERB || (keyBytes | valueBytes) < 0 || time != time || ttl != ttl) return false;
  hashBytes(timeEnd + 1, keyEnd, 0, changetype<usize>(recorded));
  recorded.keyFrom = <u32>timeEnd + 1;
  recorded.keyTo = <u32>keyEnd;
  recorded.timeMs = time * 1000;
  recorded.verb = <u8>verb;
  recorded.keyBytes = keyBytes;
  recorded.valueBytes = valueBytes;
  // Of an update without one the old TTL stays.
  recorded.ttlMs = verb == Verb.Update && ttl == 0 ? NaN : ttl * 1000;
  return true;
}
