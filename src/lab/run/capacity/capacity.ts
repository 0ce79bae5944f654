import type { Guard } from '../../../maps/model/guards.ts';
import type { Payload } from '../../../maps/model/payload/payload.ts';
import type { SizeDistribution } from '../../../maps/model/payload/size-distribution.ts';
import type { FillForecast } from '../../../maps/model/runtime/filling.ts';
import type { SteadyForecast } from '../../../maps/model/runtime/steady-state.ts';
import type { MeasuredFill } from './process-fill.ts';
import type { MapSpec } from '../../../maps/model/map-spec.ts';

/** A map and the memory it may take: `hint` is tried beside none, `seed` is 1 where it is not given. */
export interface CapacityRequest
  extends Pick<MapSpec, 'map' | 'key' | 'value'>, Partial<Pick<MapSpec, 'hint' | 'seed'>> {
  readonly limitBytes: number;
  /** What protects the map: several maps for `sharded:N`. @default 'none', one map */
  readonly guard?: Guard;
  /** Bytes of what the types leave open; `null` = unknown, but for strings as keys, which have 16 then. */
  readonly keySizes: SizeDistribution | null;
  readonly valueSizes: SizeDistribution | null;
  /** Flags of the Node.js process. */
  readonly nodeArguments: readonly string[];
  /** A node command. @default this one */
  readonly nodeProgram?: string;
  /** Entries to keep while others come and go, instead of filling. */
  readonly steady?: SteadyRequest;
  /** A go command, instead of looking for one. */
  readonly goProgram?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Told what is being done. */
  readonly onDoing: (doing: string) => void;
}

/** A cache: so many entries live, and so many are replaced. */
export interface SteadyRequest {
  readonly live: number;
  /** Entries that are replaced per second; `null` = not known. */
  readonly churnPerSecond: number | null;
}

/** A point of a line of bytes against entries. */
export interface FillPoint {
  readonly entries: number;
  readonly bytes: number;
}

/** What filling one map of the sandbox up to the limit gave. */
export interface SandboxFill extends Pick<MapSpec, 'hint'> {
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

/** How many entries a whole process takes before something ends it. */
export interface ProcessAnswer {
  /** What the process is started with: `GOGC=100`, `Node.js 20`, `--max-old-space-size=460`. */
  readonly setting: string;
  /** By what is known of the runtime. */
  readonly predicted: Pick<
    FillForecast,
    'entries' | 'lowEntries' | 'highEntries' | 'endedBy' | 'peakBytes'
  >;
  /** By a real process; `null` where none ran. */
  readonly measured: MeasuredFill | null;
}

/** Whether a whole process can keep a number of entries while others come and go. */
export interface SteadyAnswer {
  readonly setting: string;
  readonly predicted: SteadyForecast;
  readonly measured: MeasuredFill | null;
}

/** The answer to a request. */
export interface Capacity extends Pick<MapSpec, 'map' | 'key' | 'value'> {
  readonly limitBytes: number;
  readonly guard: Guard;
  /** Bytes of a string key; `null` for other keys. */
  readonly keyBytes: number | null;
  /** What the entries carry beside the table. */
  readonly payload: Payload;
  readonly withoutHint: SandboxFill;
  /** The hint that was asked, or those that the table sizes suggest. */
  readonly withHints: readonly SandboxFill[];
  /** First insert that does not fit by the closed form; `null` where it cannot tell. */
  readonly closedFormInsert: number | null;
  /** Empty where nothing says how a process would fare. */
  readonly processes: readonly ProcessAnswer[];
  /** Why there is no real process; `null` where there is one. */
  readonly missing: string | null;
  readonly warnings: readonly string[];
}

/** The answer for a cache. */
export interface SteadyCapacity extends Pick<
  Capacity,
  'map' | 'key' | 'value' | 'limitBytes' | 'guard' | 'keyBytes' | 'payload' | 'missing' | 'warnings'
> {
  readonly steady: SteadyRequest;
  /** Bytes of the table once entries come and go, and the most that it holds on the way. */
  readonly tableHeldBytes: number;
  readonly tablePeakBytes: number;
  readonly processes: readonly SteadyAnswer[];
}
