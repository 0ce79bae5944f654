import {
  appendFileSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { fileErrorCode, fileErrorReason } from '../../../../base/primitives/errors/file-error.ts';
import { startTicksOf } from '../../proc/process-identity.ts';

const eventPattern = /^p:(mapswell_\d+_\d+_\d+_\d+_\d+)\/(\S+) /;
const groupPattern = /^mapswell_(\d+)_(\d+)_(\d+)_\d+_\d+$/;
/** Groups that this thread has made. */
let groupsMade = 0;

/** Of each CPU: some seconds of a table that splits thousands of times a second. */
const bufferKiB = 4096;

/** Who set a group of probes. */
interface Setter {
  /** Of its namespace of process ids: another container has processes that are not seen here. */
  readonly namespace: string;
  readonly pid: number;
  readonly startTicks: number;
}

/**
 * A group of user-space probes of this process, with a trace buffer of its own. Everything is removed
 * by `close`; what a process left that was killed goes when the next group is made.
 */
export class ProbeGroup {
  readonly #tracefs: string;
  readonly #name: string;
  readonly #instance: string;
  readonly #events: string[] = [];
  #pipe: number | null = null;
  readonly #onExit = (): void => this.close();

  /**
   * @throws SandboxError `environment` if tracefs refuses
   */
  constructor(tracefs: string) {
    removeStaleGroups(tracefs);
    this.#tracefs = tracefs;
    const { namespace, pid, startTicks } = self();
    this.#name = `mapswell_${namespace}_${pid}_${startTicks}_${threadId}_${groupsMade}`;
    groupsMade += 1;
    this.#instance = join(tracefs, 'instances', this.#name);
    try {
      mkdirSync(this.#instance);
    } catch (error) {
      throw refusal(this.#instance, error);
    }
    process.once('exit', this.#onExit);
  }

  /**
   * Sets a probe.
   *
   * @param event its name in the group: letters
   * @param fetch what each hit fetches, as in `n=+0(%bx):u64`
   * @throws SandboxError `environment` if the kernel refuses
   */
  add(event: string, path: string, fileOffset: number, fetch: string): void {
    // The kernel counts hits by names of events alone, so that they are unique on the machine.
    const unique = `${event}_${this.#name}`;
    const line = `p:${this.#name}/${unique} ${path}:0x${fileOffset.toString(16)} ${fetch}\n`;
    this.#do('uprobe_events', (file) => appendFileSync(file, line));
    this.#events.push(unique);
  }

  /** Begins to record hits of the threads of a process, and of those that they start, with stacks. */
  start(pid: number): void {
    const threads = (): string => readdirSync(`/proc/${pid}/task`).join('\n');
    const write = (name: string, text: string): void =>
      this.#do(join('instances', this.#name, name), (file) => writeFileSync(file, text));
    write('trace_clock', 'mono');
    write('options/event-fork', '1');
    write('options/userstacktrace', '1');
    write('buffer_size_kb', String(bufferKiB));
    write('set_event_pid', threads());
    write(`events/${this.#name}/enable`, '1');
    // Threads that were started meanwhile.
    write('set_event_pid', threads());
    this.#pipe = openSync(
      join(this.#instance, 'trace_pipe'),
      constants.O_RDONLY | constants.O_NONBLOCK,
    );
  }

  /** Records no more; what was recorded can still be read, and hits were counted until now. */
  stop(): void {
    quietly(() => writeFileSync(join(this.#instance, 'events', this.#name, 'enable'), '0'));
  }

  /** What was recorded since the last call; empty where nothing was. */
  read(): string {
    const chunks: Buffer[] = [];
    const buffer = Buffer.alloc(65_536);
    for (;;) {
      const count = this.#pipe === null ? 0 : readPipe(this.#pipe, buffer);
      if (count === 0) return Buffer.concat(chunks).toString();
      chunks.push(Buffer.from(buffer.subarray(0, count)));
    }
  }

  /** Hits of all probes, of every process of that program, as the kernel counts them. */
  hits(): number {
    const lines = readFileSync(join(this.#tracefs, 'uprobe_profile'), 'utf8').split('\n');
    return lines.reduce((sum, line) => {
      const [event = '', hits = ''] = line.trim().split(/\s+/).slice(1);
      return this.#events.includes(event) ? sum + Number(hits) : sum;
    }, 0);
  }

  /** Removes the probes and the buffer. May be called twice. */
  close(): void {
    process.removeListener('exit', this.#onExit);
    if (this.#pipe !== null) closeSync(this.#pipe);
    this.#pipe = null;
    removeGroup(this.#tracefs, this.#name, this.#events.splice(0));
  }

  #do(name: string, work: (file: string) => void): void {
    const file = join(this.#tracefs, name);
    try {
      work(file);
    } catch (error) {
      throw refusal(file, error);
    }
  }
}

/** Removes the groups of processes of this namespace that have ended without removing them. */
export function removeStaleGroups(tracefs: string): void {
  const { namespace } = self();
  const events = new Map<string, string[]>();
  for (const name of readdirSync(join(tracefs, 'instances'))) events.set(name, []);
  for (const line of readFileSync(join(tracefs, 'uprobe_events'), 'utf8').split('\n')) {
    const [, name, event] = eventPattern.exec(line) ?? [];
    if (name !== undefined && event !== undefined) {
      events.set(name, [...(events.get(name) ?? []), event]);
    }
  }
  for (const [name, ofGroup] of events) {
    const [, ofNamespace, pid, startTicks] = groupPattern.exec(name) ?? [];
    if (ofNamespace !== namespace || startTicksOf(Number(pid)) === Number(startTicks)) continue;
    removeGroup(tracefs, name, ofGroup);
  }
}

/** Events can only go once nobody records them, an instance once nobody reads it. */
function removeGroup(tracefs: string, name: string, events: readonly string[]): void {
  const instance = join(tracefs, 'instances', name);
  quietly(() => writeFileSync(join(instance, 'events', name, 'enable'), '0'));
  quietly(() => rmdirSync(instance));
  for (const event of events) {
    quietly(() => appendFileSync(join(tracefs, 'uprobe_events'), `-:${name}/${event}\n`));
  }
}

/** What was removed already is no failure. */
function quietly(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

function readPipe(pipe: number, buffer: Buffer): number {
  try {
    return readSync(pipe, buffer);
  } catch (error) {
    // Nothing there yet, or woken by a signal.
    if (['EAGAIN', 'EINTR'].includes(fileErrorCode(error))) return 0;
    throw error;
  }
}

function self(): Setter {
  return {
    namespace: /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0',
    pid: process.pid,
    startTicks: startTicksOf(process.pid) ?? 0,
  };
}

function refusal(file: string, error: unknown): SandboxError {
  return new SandboxError('environment', `cannot set probes: ${file}: ${fileErrorReason(error)}`, {
    cause: error,
  });
}
