import type { MemoryPiece } from '../../proc/process-memory.ts';
import type { HeapObject } from '../heap/heap-object.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { InnerTypes, TypeVerdict } from './inner-types.ts';

/** Memory of a process, read now or a moment ago. */
export interface MemoryReader {
  readonly read: (address: number, bytes: number) => Buffer | null;
  /** As `read`, without a buffer of its own for what was read a moment ago. */
  readonly pieceAt: (address: number, bytes: number) => MemoryPiece | null;
  readonly readWord: (address: number) => number | null;
}

/** What a look at a map needs. */
export interface MapContext {
  readonly memory: MemoryReader;
  /** The object whose data begin at an address; `null` where none does. */
  readonly find: (address: number) => HeapObject | null;
  /** As `find`, for what may have been allocated since the spans were read: costs reads. */
  readonly findNow: (address: number) => HeapObject | null;
  /** Which words of an object are pointers, a bit each, where the heap keeps that. */
  readonly maskOf: (object: HeapObject) => Buffer | null;
  readonly types: InnerTypes;
  readonly layout: GoLayout;
  /**
   * Whether a type that the runtime wrote in front of a table is read at once, which takes a call for each
   * table, or left to `readTypes` where the structures prove the map.
   */
  readonly readsTypes: boolean;
  /** The verdict of an earlier look, while the table is the same. */
  readonly known: TypeVerdict | null;
}
