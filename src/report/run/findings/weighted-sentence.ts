import type { Finding } from './finding.ts';

/** A finding before it knows which cell it belongs to. */
export type WeightedSentence = Pick<Finding, 'weight' | 'sentence'>;
