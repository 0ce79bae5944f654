import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import type { LiveProcess } from '../../../maps/figures/live-map.ts';
import type { Calibration } from '../../calibrate/calibration/calibration.ts';
import { type OpenProcess, openProcess } from '../open-process.ts';
import { givenRoomOf, groupRoomOf } from '../proc/memory-room.ts';
import { type ProcessStanding, standingOf } from '../proc/process-identity.ts';
import { type AttachEvent, AttachEvents } from './attach-event.ts';
import { Follower, type FollowLook } from './follower.ts';
import { type LiveAlarm, LiveAlarms } from './live-alarms.ts';

/** How a process is followed. */
export interface ProcessOptions {
  /** Maps that hold fewer bytes are counted and summed. */
  readonly minBytes: number;
  readonly rescanMs: number;
  /** Bytes that the process may take; `null`: what its control groups say. */
  readonly limitBytes: number | null;
  /** Whose detectors watch it; `null`: the growth forecast by its defaults. */
  readonly calibration: Calibration | null;
}

/** What a look at a process gave: its maps, or how it ended. */
export type ProcessLook = MapsLook | { readonly kind: 'over'; readonly ending: ProcessEnding };

export interface MapsLook extends FollowLook {
  readonly kind: 'maps';
  readonly isStopped: boolean;
  /** Those that began by this look, or became critical. */
  readonly alarms: readonly LiveAlarm[];
  /** The same and what happened to the maps, for files and listeners. */
  readonly told: readonly AttachEvent[];
}

/** `replaced`: the process runs another program by now, and the one that was followed is no more. */
export type ProcessEnding = 'ended' | 'replaced';

/** A process whose maps are followed from outside. */
export class FollowedProcess {
  readonly open: OpenProcess;
  readonly #follower: Follower;
  readonly #alarms: LiveAlarms;
  readonly #events: AttachEvents;

  private constructor(open: OpenProcess, options: ProcessOptions) {
    const { minBytes, rescanMs, limitBytes, calibration } = options;
    this.open = open;
    const { pid } = open.identity;
    this.#alarms = new LiveAlarms(calibration);
    this.#events = new AttachEvents(pid);
    this.#follower = new Follower(open.source, {
      runtime: open.runtime,
      minBytes,
      rescanMs,
      room: () => (limitBytes === null ? groupRoomOf(pid) : givenRoomOf(pid, limitBytes)),
    });
  }

  /** @throws SandboxError as `openProcess` */
  static async open(pid: number, options: ProcessOptions): Promise<FollowedProcess> {
    return new FollowedProcess(await openProcess(pid), options);
  }

  get process(): LiveProcess {
    return this.open.source.process;
  }

  async look(): Promise<ProcessLook> {
    try {
      const look = await this.#follower.look();
      const standing = standingOf(this.open.identity);
      const ending = endingOf(standing);
      if (ending !== null) return { kind: 'over', ending };
      const alarms = this.#alarms.take(look);
      const told = this.#events.of(look.events, alarms);
      return { kind: 'maps', isStopped: standing === 'stopped', ...look, alarms, told };
    } catch (error) {
      const ending = endingOf(standingOf(this.open.identity));
      if (ending === null || !(error instanceof SandboxError)) throw error;
      return { kind: 'over', ending };
    }
  }

  async close(): Promise<void> {
    await this.open.source.close();
  }
}

/** An id that belongs to another process by now says that this one has ended. */
function endingOf(standing: ProcessStanding): ProcessEnding | null {
  switch (standing) {
    case 'running':
    case 'stopped':
      return null;
    case 'ended':
    case 'reused':
      return 'ended';
    case 'replaced':
      return 'replaced';
  }
}
