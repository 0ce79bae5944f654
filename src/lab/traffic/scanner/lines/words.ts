// The words of operations, in an open table.
import { WORD_BYTES, WORD_PLACES, wordsAt } from '../memory';

/** What is no word of the table. */
export const NO_VERB: u32 = 0xff;
/** Of every byte of a word: makes letters small ones, and no letter of anything else. */
const SMALL: u64 = 0x2020202020202020;

let fold: u64 = 0;

@unmanaged
class Word {
  low: u64;
  high: u64;
  verb: u64;
}

class Words {
  @inline
  static at(place: u32): Word {
    return changetype<Word>(wordsAt + <usize>place * WORD_BYTES);
  }

  @inline
  static placeOf(low: u64): u32 {
    return <u32>((low * 0x9e3779b97f4a7c15) >> 57);
  }

  /** The bytes of a word from 1 to 8 long, the others 0. */
  @inline
  static lowest(bytes: u64, count: u32): u64 {
    return bytes & (~(<u64>0) >> ((8 - <u64>count) << 3));
  }
}

/** Lets words be read in capitals, too. */
export function foldWords(): void {
  fold = SMALL;
}

/** Adds a word of at most 16 bytes. */
export function addWord(low: u64, high: u64, verb: u32): void {
  let place = Words.placeOf(low);
  while (Words.at(place).low != 0) place = (place + 1) & (WORD_PLACES - 1);
  const word = Words.at(place);
  word.low = low;
  word.high = high;
  word.verb = verb;
}

/** The verb of a word; 16 bytes must be readable. */
export function verbOf(from: usize, to: usize): u32 {
  const length = <u32>(to - from);
  if (length - 1 >= 16) return NO_VERB;
  const first = load<u64>(from) | fold;
  const low = length < 8 ? Words.lowest(first, length) : first;
  const high = length > 8 ? Words.lowest(load<u64>(from, 8) | fold, length - 8) : 0;
  let place = Words.placeOf(low);
  let word = Words.at(place);
  while (word.low != 0 && (word.low != low || word.high != high)) {
    place = (place + 1) & (WORD_PLACES - 1);
    word = Words.at(place);
  }
  return word.low == 0 ? NO_VERB : <u32>word.verb;
}
