import { performance } from 'node:perf_hooks';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trace } from '../../../base/primitives/errors/debug-trace.ts';
import type { Limits } from '../../config/schema/limits.ts';
import { childEndingOf } from './child-ending-of.ts';
import type { ChildEnding, KilledBy } from './child-ending.ts';
import { type ChildFacts, childFactsOf } from './child-facts.ts';
import { type StartedChild, startProcess } from '../program/start-process.ts';
import { type Enclosure, enclose } from '../limits/enclosure.ts';
import { killProcesses, killQuietly } from './kill-processes.ts';
import { deathSignalPrefix, launchCommand } from '../program/launch-command.ts';
import type { LimitReport } from '../limits/limit-report.ts';
import type { GroupUsage, Mechanism } from '../limits/mechanism.ts';
import { MessageLines } from './message-lines.ts';
import type { ProcessUsage, UsageSample } from '../machine/process-usage.ts';
import { usableMechanisms } from '../limits/usable-mechanisms.ts';
import { type Watched, watchChild } from './watch-child.ts';

export interface RunChildOptions {
  /** Path or `file:` address of the compiled module that the child runs. */
  readonly modulePath: string;
  /**
   * `modulePath` is an executable of its own, which talks as a child of Node does: one line of JSON
   * on standard input, messages on file descriptor 3. @default false
   */
  readonly isProgram?: boolean;
  /** Another Node than that of this process, to run `modulePath` with. */
  readonly nodeProgram?: string;
  /** Variables beside those of the parent. */
  readonly env?: Readonly<Record<string, string>>;
  /** Handed to the child as JSON; it gets it from `receiveJob()`. */
  readonly job: unknown;
  readonly limits: Limits;
  /** Milliseconds after which the child and all it started are ended. */
  readonly timeLimitMs: number;
  readonly nodeArguments?: readonly string[];
  /** Called for each message in order; if it throws, the child is ended and the error passed on. */
  readonly onMessage: (message: unknown) => void;
  readonly onSample?: (sample: UsageSample) => void;
  /** Ends the child and all it started. */
  readonly signal?: AbortSignal;
  /** @default 250 */
  readonly watchIntervalMs?: number;
  /** @default those that work on this machine */
  readonly mechanisms?: readonly Mechanism[];
  /**
   * `false` does not ask the kernel to end the child when the parent dies; a thread of the child
   * watches then, as it does where the kernel cannot be asked. @default true
   */
  readonly useDeathSignal?: boolean;
}

/** How one child ended, within which limits, and what it used. */
export interface ChildResult {
  readonly ending: ChildEnding;
  readonly limits: LimitReport;
  readonly usage: ProcessUsage;
  /** The last 8 KiB of what it printed to standard output and standard error. */
  readonly stderrTail: string;
}

/** Why the parent ended the child; the first reason stands. */
interface Verdict {
  by?: Extract<KilledBy, 'time-limit' | 'interrupt'>;
  failure?: string;
  thrown?: { readonly error: unknown };
}

/**
 * Runs one child inside its limits, watches it from outside and waits for its end. When the promise
 * settles, the child, everything it started and its control group are gone. A child that dies, hangs
 * or talks nonsense is a result, not an error.
 *
 * @throws SandboxError `usage` for limits that make no sense, `environment` if no child can be
 *   started; and what `onMessage` or `onSample` threw.
 */
export async function runChild(options: RunChildOptions): Promise<ChildResult> {
  const mechanisms = options.mechanisms ?? (await usableMechanisms());
  const enclosure = await enclose(options.limits, mechanisms);
  try {
    const deathSignal = options.useDeathSignal === false ? [] : deathSignalPrefix();
    const facts: ChildFacts[] = [];
    const verdict: Verdict = {};
    const talk = new Conversation(options, facts, verdict);
    const startedAt = performance.now();
    const child = await startProcess(
      launchCommand(
        enclosure.launch,
        deathSignal,
        [...(options.nodeArguments ?? []), toPath(options.modulePath)],
        options.isProgram === true ? options.modulePath : undefined,
        options.nodeProgram,
      ),
      options.job,
      deathSignal.length === 0,
      (chunk) => talk.hear(chunk),
      options.env,
    );
    talk.child = child;
    const watched = await attend(child, enclosure, options, talk);
    const usage = enclosure.usage();
    if (verdict.thrown !== undefined) throw verdict.thrown.error;
    const said: ChildFacts = Object.assign({}, ...facts);
    const stderrTail = child.output.toString();
    const result: ChildResult = {
      ending: childEndingOf({ ...watched.exit, ...verdict, oomKills: usage.oomKills, stderrTail }),
      limits: enclosure.report(said),
      usage: toUsage(watched.endedAt - startedAt, watched, usage, said),
      stderrTail,
    };
    traceEnding(child.pid, result);
    return result;
  } finally {
    await enclosure.remove();
  }
}

function traceEnding(pid: number, { ending, limits, usage }: ChildResult): void {
  trace('sandbox', () => `pid ${pid} had ${limitsText(limits)}`);
  trace('sandbox', () => `pid ${pid} ended: ${JSON.stringify(ending)}, ${JSON.stringify(usage)}`);
}

/** As in `memoryBytes 536870912 by cgroup-v2 (read back 536870912)`. */
function limitsText({ memoryBytes, cpus, swapBytes, processes }: LimitReport): string {
  return Object.entries({ memoryBytes, cpus, swapBytes, processes })
    .flatMap(([name, state]) => {
      if (state === undefined) return [];
      const { asked, mechanism, readBack, remark } = state;
      const said = remark === '' ? '' : `; ${remark}`;
      return [`${name} ${asked} by ${mechanism} (read back ${readBack ?? 'nothing'}${said})`];
    })
    .join(', ');
}

/** Hears the child's messages and ends it for the first reason there is. */
class Conversation {
  child: StartedChild | undefined;
  readonly #options: RunChildOptions;
  readonly #facts: ChildFacts[];
  readonly #verdict: Verdict;
  readonly #lines: MessageLines;

  constructor(options: RunChildOptions, facts: ChildFacts[], verdict: Verdict) {
    this.#options = options;
    this.#facts = facts;
    this.#verdict = verdict;
    this.#lines = new MessageLines((message) => this.#take(message));
  }

  hear(chunk: Buffer): void {
    // What came before a time limit or an interrupt still counts, as the last state seen.
    if (this.#isDeaf()) return;
    try {
      this.#lines.push(chunk);
    } catch (error) {
      this.end({ failure: error instanceof Error ? error.message : String(error) });
    }
  }

  see(sample: UsageSample): void {
    this.#guard(() => this.#options.onSample?.(sample));
  }

  end(verdict: Verdict): void {
    if (Object.keys(this.#verdict).length === 0) Object.assign(this.#verdict, verdict);
    if (this.child !== undefined) killQuietly(-this.child.pid);
  }

  #take(message: unknown): void {
    const facts = childFactsOf(message);
    if (facts !== undefined) this.#facts.push(facts);
    else if (!this.#isDeaf()) this.#guard(() => this.#options.onMessage(message));
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.end({ thrown: { error } });
    }
  }

  #isDeaf(): boolean {
    return this.#verdict.failure !== undefined || this.#verdict.thrown !== undefined;
  }
}

/** Watches until the child and all it started are gone. */
async function attend(
  child: StartedChild,
  enclosure: Enclosure,
  options: RunChildOptions,
  talk: Conversation,
): Promise<Watched & { exit: Awaited<StartedChild['exit']>; endedAt: number }> {
  const interrupt = (): void => talk.end({ by: 'interrupt' });
  const timer = setTimeout(() => talk.end({ by: 'time-limit' }), options.timeLimitMs);
  options.signal?.addEventListener('abort', interrupt);
  if (options.signal?.aborted) interrupt();
  const watch = watchChild(child.pid, enclosure, options.watchIntervalMs ?? 250, (sample) =>
    talk.see(sample),
  );
  const exit = await child.exit;
  const endedAt = performance.now();
  clearTimeout(timer);
  options.signal?.removeEventListener('abort', interrupt);
  const watched = watch.stop();
  killQuietly(-child.pid);
  await killProcesses(() => enclosure.pids());
  await child.drain();
  return { ...watched, exit, endedAt };
}

function toUsage(
  wallMs: number,
  watched: Watched,
  group: GroupUsage,
  said: ChildFacts,
): ProcessUsage {
  return {
    wallMs,
    cpuSeconds: group.cpuSeconds ?? said.cpuSeconds ?? watched.cpuSeconds,
    peakRssBytes: Math.max(watched.peakRssBytes, said.peakRssBytes ?? 0),
    cgroupPeakBytes: group.memoryPeakBytes,
    throttledPeriods: group.throttledPeriods,
    throttledMs: group.throttledMs,
    oomKills: group.oomKills,
    processesRefused: group.processesRefused,
    ...(said.heapLimitBytes !== undefined && { heapLimitBytes: said.heapLimitBytes }),
    samples: watched.samples,
  };
}

function toPath(modulePath: string): string {
  return modulePath.startsWith('file:') ? fileURLToPath(modulePath) : resolve(modulePath);
}
