// Moments as ISO 8601 has them, of UTC.
import { wholeNumber } from './numbers';

const MINUS: u32 = 0x2d;
const COLON: u32 = 0x3a;
const DATE_END: u32 = 0x54;
const POINT: u32 = 0x2e;
const ZULU: u32 = 0x5a;
/** `2026-01-02T03:04:05`, then a `Z`, or milliseconds before it. */
const LENGTH: usize = 20;
const LONG_LENGTH: usize = 24;
const MS_OF_SECOND: i64 = 1000;
const SECONDS_OF_DAY: i64 = 86_400;
/** From the first of March of the year 0 to 1970. */
const DAYS_TO_1970: i64 = 719_468;

function isLeap(year: i64): bool {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

function daysOf(year: i64, month: i64): i64 {
  if (month == 2) return isLeap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days since 1970, by years that begin in March (H. Hinnant, "chrono-compatible low-level date algorithms"). */
function dayNumber(year: i64, month: i64, day: i64): i64 {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = marchYear / 400;
  const ofEra = marchYear - era * 400;
  const marchMonth = (month + 9) % 12;
  const ofYear = (153 * marchMonth + 2) / 5 + day - 1;
  return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - DAYS_TO_1970;
}

/** Milliseconds since 1970 of `2026-01-02T03:04:05Z`, with or without three digits more; NaN for anything else. */
export function isoTime(from: usize, to: usize): f64 {
  const length = to - from;
  if (length != LENGTH && length != LONG_LENGTH) return NaN;
  const hasSigns =
    load<u8>(from, 4) == MINUS &&
    load<u8>(from, 7) == MINUS &&
    load<u8>(from, 10) == DATE_END &&
    load<u8>(from, 13) == COLON &&
    load<u8>(from, 16) == COLON &&
    load<u8>(to - 1) == ZULU &&
    (length == LENGTH || load<u8>(from, 19) == POINT);
  if (!hasSigns) return NaN;
  const year = wholeNumber(from, from + 4);
  const month = wholeNumber(from + 5, from + 7);
  const day = wholeNumber(from + 8, from + 10);
  const hour = wholeNumber(from + 11, from + 13);
  const minute = wholeNumber(from + 14, from + 16);
  const second = wholeNumber(from + 17, from + 19);
  const ms = length == LENGTH ? 0 : wholeNumber(from + 20, from + 23);
  if ((year | month | day | hour | minute | second | ms) < 0) return NaN;
  if (year == 0 || month == 0 || month > 12 || day == 0 || day > daysOf(year, month)) return NaN;
  if (hour > 23 || minute > 59 || second > 59) return NaN;
  const days = dayNumber(year, month, day);
  return <f64>((days * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second) * MS_OF_SECOND + ms);
}
