import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { LiveProcess, LiveSource } from '../../../maps/figures/live-map.ts';
import { type OpenProcess, openProcess } from '../open-process.ts';
import { givenRoomOf, groupRoomOf } from '../proc/memory-room.ts';
import { type ProcessStanding, standingOf } from '../proc/process-identity.ts';
import type { GrowthProbes } from '../go/probes/growth-probes.ts';
import { AttachEvents } from './attach-event.ts';
import { CollectorWatch } from './collector-watch.ts';
import type {
  Followed,
  FollowOrders,
  GrowthCounts,
  ProcessEnding,
  ProcessLook,
} from './followed.ts';
import { Follower } from './follower.ts';
import { withHeardGrowths } from './heard-growths.ts';
import { LiveAlarms } from './live-alarms.ts';

/** How a process is followed. */
export interface ProcessOptions extends FollowOrders {
  /** Whether growths of a Go program are heard at their inserts, by probes of the kernel. */
  readonly hearsGrowths: boolean;
  /** Whether maps of a Go program are looked for on stacks, too: then all that is in use there is read. */
  readonly readsStacks?: boolean;
  /** Whether one look is all: it reads the types of all Go maps, which else follow by and by. */
  readonly looksOnce?: boolean;
  /** Log of a Go program with `GODEBUG=gctrace=1`; `-` is standard input. */
  readonly gcTrace?: string | undefined;
  /** Hears what a user should know that is no part of a look. */
  readonly onNote?: (note: string) => void;
}

/** A process whose maps are followed from outside. */
export class FollowedProcess implements Followed {
  readonly open: OpenProcess;
  readonly #follower: Follower;
  readonly #alarms: LiveAlarms;
  readonly #events: AttachEvents;
  readonly #probes: GrowthProbes | null;
  readonly #collector: CollectorWatch;

  private constructor(open: OpenProcess, probes: GrowthProbes | null, options: ProcessOptions) {
    const { minBytes, rescanMs, limitBytes, calibration } = options;
    this.open = open;
    this.#probes = probes;
    const { gcTrace = null, onNote } = options;
    this.#collector = new CollectorWatch(open.source, open.identity, gcTrace, onNote);
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

  /** @throws SandboxError as `openProcess`; `environment` where probes are wanted and cannot be set */
  static async open(pid: number, options: ProcessOptions): Promise<FollowedProcess> {
    const open = await openProcess(pid, {
      readsStacks: options.readsStacks ?? false,
      ...(options.looksOnce === true ? { typesPerScan: Infinity } : {}),
    });
    try {
      if (options.gcTrace !== undefined) refuseOther(open, '--gctrace');
      if (options.readsStacks === true) refuseOther(open, '--stacks');
      const probes = options.hearsGrowths ? probesOf(open) : null;
      return new FollowedProcess(open, probes, options);
    } catch (error) {
      await open.source.close();
      throw error;
    }
  }

  /** Ends the probes: what they have heard in all, and what the kernel counted; `null` without them. */
  endGrowths(): GrowthCounts | null {
    this.#probes?.end();
    return this.#probes?.counts ?? null;
  }

  get process(): LiveProcess {
    return this.open.source.process;
  }

  get runtime(): OpenProcess['runtime'] {
    return this.open.runtime;
  }

  async look(): Promise<ProcessLook> {
    try {
      const look = await this.#follower.look();
      const standing = standingOf(this.open.identity);
      const ending = endingOf(standing);
      if (ending !== null) return { kind: 'over', ending };
      const heard = this.#probes?.read() ?? [];
      const maps = look.maps.map(({ map }) => map);
      const grown = heard.length === 0 ? look.events : withHeardGrowths(look.events, heard, maps);
      const { events, ...news } = this.#collector.look(grown, maps, look.atMs);
      const alarms = this.#alarms.take(look);
      const told = this.#events.of(events, alarms);
      const isStopped = standing === 'stopped';
      const source: LiveSource = this.open.source;
      const missing = source.missing?.() ?? null;
      const notes = missing === null ? [] : [`incomplete: ${missing}`];
      return { kind: 'maps', isStopped, ...look, ...news, events, alarms, told, missing, notes };
    } catch (error) {
      const ending = endingOf(standingOf(this.open.identity));
      if (ending === null || !(error instanceof SandboxError)) throw error;
      return { kind: 'over', ending };
    }
  }

  async close(): Promise<void> {
    this.#collector.close();
    await this.open.source.close();
  }
}

function refuseOther({ runtime, identity }: OpenProcess, flag: '--gctrace' | '--stacks'): void {
  if (runtime === 'go') return;
  throw new SandboxError(
    'input',
    `expected process ${identity.pid} to run a Go program for ${flag}, got Node.js`,
  );
}

function probesOf({ runtime, identity, source }: OpenProcess): GrowthProbes {
  if (runtime === 'go') return source.probeGrowths();
  throw new SandboxError(
    'input',
    `expected process ${identity.pid} to run a Go program for --growths, got Node.js, which reports them itself when it is started with --import mapswell/register`,
  );
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
