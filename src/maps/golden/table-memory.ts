import type { Hash } from 'node:crypto';
import type { Kernel } from '../reference/kernel/kernel.ts';
import type { RecordedValue } from './recording.ts';
import type { SlotDigest } from './slot-digest.ts';

/** A map of the kernel and how its slots are fed to a digest. */
export interface RecordedTable {
  readonly kernel: Kernel;
  readonly map: number;
  readonly key: SlotDigest;
  readonly value: SlotDigest;
}

/** Reads a map as it lies in the kernel's memory, byte for byte Go's layout. */
export interface TableMemory {
  /** Fields of the header and sums over the tables, in the order that recordings have. */
  values(): readonly RecordedValue[];
  /** Feeds the whole table. */
  digestInto(hash: Hash): void;
}
