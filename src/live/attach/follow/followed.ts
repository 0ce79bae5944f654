import type { LiveProcess } from '../../../maps/figures/live-map.ts';
import type { Calibration } from '../../calibrate/calibration/calibration.ts';
import type { AttachEvent } from './attach-event.ts';
import type { CollectorNews } from './collector-watch.ts';
import type { FollowedRuntime } from './followed-runtime.ts';
import type { FollowLook } from './follower.ts';
import type { LiveAlarm } from './live-alarms.ts';

/** How all of them are followed. */
export interface FollowOrders {
  /** Maps that hold fewer bytes are counted and summed. */
  readonly minBytes: number;
  readonly rescanMs: number;
  /** Bytes that the process may take; `null`: what its control groups, or `maxmemory`, say. */
  readonly limitBytes: number | null;
  /** Whose detectors watch it; `null`: the growth forecast by its defaults. */
  readonly calibration: Calibration | null;
}

/** A process that is read from outside, or a server that answers, from look to look. */
export interface Followed {
  readonly process: LiveProcess;
  readonly runtime: FollowedRuntime;
  readonly look: () => Promise<ProcessLook>;
  /** Ends probes at growths: what they have heard in all, and what the kernel counted; `null` without them. */
  readonly endGrowths: () => GrowthCounts | null;
  readonly close: () => Promise<void>;
}

/** Growths that were heard, lines that were lost, and what the kernel counted. */
export interface GrowthCounts {
  readonly heard: number;
  readonly lost: number;
  readonly kernel: number;
}

/** What a look at a process gave: its maps, or how it ended. */
export type ProcessLook = MapsLook | { readonly kind: 'over'; readonly ending: ProcessEnding };

export interface MapsLook extends FollowLook, Omit<CollectorNews, 'events'> {
  readonly kind: 'maps';
  readonly isStopped: boolean;
  /** Those that began by this look, or became critical. */
  readonly alarms: readonly LiveAlarm[];
  /** The same and what happened to the maps, for files and listeners. */
  readonly told: readonly AttachEvent[];
  /** Why maps may be missing, as a sentence without its point; `null` where none is. @default null */
  readonly missing?: string | null;
  /** What else must be known of what it says, in sentences without their points. @default none */
  readonly notes?: readonly string[];
}

/** `replaced`: the process runs another program by now, and the one that was followed is no more. */
export type ProcessEnding = 'ended' | 'replaced';
