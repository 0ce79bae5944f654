// A line of the input, and the places in it that were found.
import { CARRIAGE_RETURN } from './marks';

/** Where the line begins and, without its end, ends. */
export let lineFrom: usize = 0;
export let lineTo: usize = 0;
/** Numbers of its marks: the first one, and its line end. */
export let lineMarks: u32 = 0;
export let lineEndMark: u32 = 0;

export class Line {
  /** Goes to the line up to a line end. */
  @inline
  static set(from: usize, end: usize, first: u32, last: u32): void {
    lineFrom = from;
    lineTo = end > from && load<u8>(end - 1) == CARRIAGE_RETURN ? end - 1 : end;
    lineMarks = first;
    lineEndMark = last;
  }
}
