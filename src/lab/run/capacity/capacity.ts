import type { MapModel } from '../../../maps/model/map-model.ts';
import type { LimitState } from '../../sandbox/limits/limit-report.ts';

/** A map and the memory it may take. */
export interface CapacityRequest {
  readonly map: MapModel;
  readonly key: string;
  readonly value: string;
  readonly limitBytes: number;
  /** A size hint to try beside none. @default none */
  readonly hint?: number;
  /** Bytes of a string key. @default 16 */
  readonly keyBytes?: number;
  /** @default 1 */
  readonly seed?: number;
  /** A go command, instead of looking for one. */
  readonly goProgram?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told what is being done. */
  readonly onDoing: (doing: string) => void;
}

/** A point of a line of bytes against entries. */
export interface FillPoint {
  readonly entries: number;
  readonly bytes: number;
}

/** What filling one map of the sandbox up to the limit gave. */
export interface SandboxFill {
  readonly hint: number;
  /** Entries that fit. */
  readonly entries: number;
  /** What ended it, in words: `the doubling to 2^21 buckets ...`. */
  readonly end: string;
  /** The same in a word. */
  readonly endedBy: 'the limit' | 'the heap of V8' | 'the kernel' | 'the map' | 'no more keys';
  /** Bytes of the map at the end, and the most it held; without those that string keys point to. */
  readonly bytesHeld: number;
  readonly peakBytes: number;
  /** Bytes that the keys point to. */
  readonly stringBytes: number;
  /** `null` where the process was ended before it told. */
  readonly growths: number | null;
  readonly totalBytesAllocated: number;
  /** Map and strings together. */
  readonly line: readonly FillPoint[];
}

/** Settings of Go's garbage collector; `memoryLimitBytes` is `GOMEMLIMIT`. */
export interface GoSettings {
  readonly gogc: number;
  readonly memoryLimitBytes: number | null;
}

/** How many entries a whole Go process takes before it is over the limit. */
export interface GoFill {
  readonly settings: GoSettings;
  /** By what is known of the collector. */
  readonly predicted: { readonly entries: number; readonly peakBytes: number };
  /** By a real process; `null` where none ran. */
  readonly measured: MeasuredGoFill | null;
}

export interface MeasuredGoFill {
  /** Version of Go, as in `go1.22.12`. */
  readonly version: string;
  readonly entries: number;
  /** The most that was resident. */
  readonly peakBytes: number;
  /** `oom-killer`, or why it stopped: over the limit by itself, all keys inserted, out of time. */
  readonly endedBy: 'oom-killer' | 'over the limit' | 'all keys' | 'time limit';
  readonly memory: LimitState;
  readonly line: readonly FillPoint[];
}

/** The answer to a request. */
export interface Capacity {
  readonly map: MapModel;
  readonly key: string;
  readonly value: string;
  readonly limitBytes: number;
  /** Bytes of a string key; `null` for other keys. */
  readonly keyBytes: number | null;
  readonly withoutHint: SandboxFill;
  /** The hint that was asked, or those that the table sizes suggest. */
  readonly withHints: readonly SandboxFill[];
  /** First insert that does not fit by the closed form; `null` where it cannot tell. */
  readonly closedFormInsert: number | null;
  /** Empty for maps that are none of Go. */
  readonly goProcess: readonly GoFill[];
  /** Why there is no real Go process; `null` where there is one. */
  readonly goMissing: string | null;
  readonly warnings: readonly string[];
}
