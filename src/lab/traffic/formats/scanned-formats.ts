import type { ScannerExports } from '../scanner-exports.ts';
import type { Verb } from '../recorded-operation.ts';

/** The formats that the scanner reads: `Format` in `scanner/lines/read-lines.ts`. */
export const scannedFormats = { keys: 0, twitter: 1, csv: 2 } as const;

const wordBytes = 16;

/** Tells a scanner the words of operations, each of at most 16 bytes. */
export function teachWords(scanner: ScannerExports, words: ReadonlyMap<string, Verb>): void {
  for (const [word, verb] of words) {
    const bytes = Buffer.alloc(wordBytes);
    bytes.write(word);
    scanner.addWord(bytes.readBigUInt64LE(0), bytes.readBigUInt64LE(wordBytes / 2), verb);
  }
}
