import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { LiveMap } from '../../../maps/figures/live-map.ts';
import type { CollectorLook, CollectorSource } from '../collector/collector-look.ts';
import type { GcCycle } from '../collector/gc-trace.ts';
import { GcTraceLog } from '../collector/gc-trace-log.ts';
import type { OldTableFate } from '../collector/old-table.ts';
import { type ProcessIdentity, runtimeStartedAtMsOf } from '../proc/process-identity.ts';
import type { FollowEvent } from './follow-event.ts';
import { GrowthTables } from './growth-tables.ts';

/** What a look saw of the collector. */
export interface CollectorNews {
  /** `null` where the program does not show it. */
  readonly collector: CollectorLook | null;
  /** Cycles that the log has told of since the look before; empty without one. */
  readonly cycles: readonly GcCycle[];
  /** By the id of a map: tables that its growths left, as far as they are not swept. */
  readonly oldTables: ReadonlyMap<string, OldTableFate>;
  /** The events of the look, and what became of old tables. */
  readonly events: readonly FollowEvent[];
}

/** What a program may write before its first cycle. */
const fewLines = 1000;

/** Watches the collector of one process beside the growths of its maps. */
export class CollectorWatch {
  readonly #source: CollectorSource;
  readonly #identity: ProcessIdentity;
  readonly #log: GcTraceLog | null;
  readonly #onNote: (note: string) => void;
  #hasNoted = false;
  readonly #tables = new GrowthTables();
  #lastCycle: GcCycle | null = null;

  /**
   * @param log path of the program's log with `GODEBUG=gctrace=1`; `null` without one
   * @param onNote hears, once, of a log that is none of the collector so far
   * @throws SandboxError `input` for a log that cannot be read
   */
  constructor(
    source: CollectorSource,
    identity: ProcessIdentity,
    log: string | null,
    onNote: (note: string) => void = () => undefined,
  ) {
    this.#onNote = onNote;
    this.#source = source;
    this.#identity = identity;
    this.#log = log === null ? null : new GcTraceLog(log, runtimeStartedAtMsOf(identity));
  }

  /** @throws SandboxError `input` for the log of another program */
  look(events: readonly FollowEvent[], maps: readonly LiveMap[], atMs: number): CollectorNews {
    const cycles = this.#log?.read() ?? [];
    this.#lastCycle = cycles.at(-1) ?? this.#lastCycle;
    const seen = this.#source.collector();
    this.#refuseOther(cycles, seen);
    this.#noteOtherLines(seen);
    const told = this.#tables.take(events, this.#source.takeOldTables(), maps, atMs);
    return {
      collector: seen ?? lookOf(this.#lastCycle),
      cycles,
      oldTables: this.#tables.unswept,
      events: told,
    };
  }

  close(): void {
    this.#log?.close();
  }

  /** A program without a cycle so far has told of none; a log that was begun anew may be one all the same. */
  #noteOtherLines(now: CollectorLook | null): void {
    const lines = this.#log?.otherLines ?? 0;
    if (this.#hasNoted || lines === 0 || (now?.cycles === 0 && lines < fewLines)) return;
    this.#hasNoted = true;
    this.#onNote(
      `--gctrace ${this.#log?.path}: no line of it so far is one of gctrace, as a Go program writes them with GODEBUG=gctrace=1 (${lines} read)`,
    );
  }

  /** A log may be behind what the program counts, but not ahead of it. */
  #refuseOther(cycles: readonly GcCycle[], now: CollectorLook | null): void {
    const told = cycles.at(-1)?.number ?? 0;
    // The line of a cycle may be written before it is counted.
    if (now === null || now.cycles === null || told <= now.cycles + 1) return;
    const { pid, name } = this.#identity;
    throw new SandboxError(
      'input',
      `expected --gctrace to be the log of process ${pid} (${name}), which has had ${now.cycles} cycles, got one with cycle ${told} in ${this.#log?.path}`,
    );
  }
}

/** By the log alone. */
function lookOf(cycle: GcCycle | null): CollectorLook | null {
  if (cycle === null) return null;
  return {
    atMs: cycle.endedAtMs,
    readFrom: 'gctrace',
    cycles: cycle.number,
    majorCycles: null,
    isMarking: null,
    heapBytes: cycle.heapAfterBytes,
    markedBytes: cycle.liveBytes,
    goalBytes: cycle.goalBytes,
    spaces: [],
  };
}
