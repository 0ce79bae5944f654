/** Something that a reader of the report should know first, as the rest of a sentence on a cell. */
export interface RunFinding {
  /** Index of the cell in the record. */
  readonly cell: number;
  /** A problem is no success of the cell, or a figure that cannot be trusted. */
  readonly weight: 'problem' | 'swelling' | 'note';
  /** What follows the name of the cell: `doubles at insert 851,969: ...`. Plain text. */
  readonly sentence: string;
}

/** A finding before it knows which cell it belongs to. */
export type WeightedSentence = Pick<RunFinding, 'weight' | 'sentence'>;
