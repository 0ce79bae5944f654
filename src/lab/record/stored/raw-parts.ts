import type { RawText } from './raw-text.ts';

/** A cell as it stands in its file, not checked. */
export interface RawCell {
  readonly value: unknown;
  /** What messages name. */
  readonly where: string;
  /** Its place in the list of cells, where that is how it is found in the file; in lines `null`. */
  readonly index: number | null;
}

/** A record of which one cell is held at a time. */
export interface RawParts {
  readonly kind: 'parts';
  readonly version: 1 | 2;
  /** All but the cells, not checked. */
  readonly head: unknown;
  /** What messages about the head name. */
  readonly where: string;
  /** From the first one on, each time that it is called. */
  readonly cells: () => AsyncGenerator<RawCell>;
}

/** What stands in a file that may be a record. */
export type RawFile = RawParts | RawText;
