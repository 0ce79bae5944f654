// What the scanner asks of TypeScript.

/** Throws: the memory cannot have so many pages more. */
export declare function refuse(pages: u32): void;

/**
 * Takes a key that the table forgets, by its hash and how often it was asked for since it was entered. Returns
 * bits: the next one is told only where these are 0 in the first word of its hash.
 */
export declare function tellForgotten(word0: u32, word1: u32, count: u32): u32;

/** Told behind a sweep: keys with this number and higher ones may have been asked for so often before. */
export declare function tellSwept(number: u32, missed: f64): void;
