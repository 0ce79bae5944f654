import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { getHeapStatistics } from 'node:v8';
import { compileFunction } from 'node:vm';
import { receiveJob, sendMessage } from '../../sandbox/child/child-channel.ts';

/**
 * Child entry point: fills one `Map` with new entries until it is told to stop, dies, or has them all.
 * Runs on other versions of Node.js too, and imports nothing that a small service would not have.
 */

/** What to fill it with. */
export interface NodeFillJob {
  /** Of `v8FillSource`. */
  readonly source: string;
  readonly entries: number;
  /** Entries between two messages. */
  readonly step: number;
  readonly isSet: boolean;
  /** Sizes of what the shapes leave open, each for an equal share of the entries. */
  readonly keySizes: readonly number[];
  readonly valueSizes: readonly number[];
  /** Live entries to keep while `entries` are written; the oldest is deleted. `null` = all. */
  readonly live: number | null;
  /** Whether to collect the garbage at the end, for which `--expose-gc` must be given. */
  readonly collect: boolean;
}

/** How far it is. */
export interface NodeFillState {
  readonly kind: 'fill' | 'filled';
  readonly entries: number;
  readonly rssBytes: number;
  readonly version: string;
  /** What Node.js reports as the limit of its heap. */
  readonly heapLimitBytes: number;
  /** After a collection, beyond what the process had before: on the heap, and beside it. */
  readonly heapBytes?: number;
  readonly offHeapBytes?: number;
}

interface Tools {
  size(side: 'key' | 'value', i: number, draw: number): number;
  latin1(i: number, length: number): string;
  utf16(i: number, length: number): string;
  bigint(i: number): bigint;
  randomUUID(): string;
}

type Make = (i: number) => unknown;

const job = jobOf(await receiveJob());
const scratch = Buffer.alloc(2 ** 21, 'mapswell');
const digits = 11;

/** Text that begins with the number of its entry; a slice of a buffer is flat. */
const tools: Tools = {
  size(side, i, draw) {
    const sizes = side === 'key' ? job.keySizes : job.valueSizes;
    // An odd step visits every share once before it begins anew.
    return sizes[(i * 1237 + draw * 977) % sizes.length] ?? 0;
  },
  latin1(i, length) {
    let rest = i;
    for (let at = 0; at < digits; at++) {
      scratch[at] = 48 + (rest & 63);
      rest = Math.floor(rest / 64);
    }
    return length <= scratch.length ? scratch.toString('latin1', 0, length) : 'x'.repeat(length);
  },
  utf16(i, length) {
    let rest = i;
    for (let at = 0; at < digits; at++) {
      scratch.writeUInt16LE(0x4e00 + (rest & 63), 2 * at);
      rest = Math.floor(rest / 64);
    }
    return scratch.toString('utf16le', 0, 2 * Math.floor(length));
  },
  bigint: (i) => 2n ** 60n + BigInt(i),
  // Without a cache of random bytes, which would be an object of its own.
  randomUUID: () => randomUUID(),
};

const made: unknown = Reflect.apply(compileFunction(job.source, ['tools']), undefined, [tools]);
const [keyOf, valueOf] = makersOf(made);
const before = job.collect ? collected() : null;
const map = new Map<unknown, unknown>();
const set = new Set<unknown>();

tell('fill');
// One iterator for all the time goes on behind the last entry that was deleted. Made only then: one that
// stands still keeps every table that the map has left behind.
let oldest: Iterator<unknown> | null = null;
for (let i = 0; i < job.entries; i++) {
  if (job.isSet) set.add(keyOf(i));
  else map.set(keyOf(i), valueOf(i));
  if (job.live !== null && i >= job.live) {
    oldest ??= (job.isSet ? set : map).keys();
    const key: unknown = oldest.next().value;
    if (!map.delete(key)) set.delete(key);
  }
  if ((i + 1) % job.step === 0) tell('fill');
}
tell('filled');

function tell(kind: NodeFillState['kind']): void {
  const state = {
    kind,
    entries: job.isSet ? set.size : map.size,
    rssBytes: residentBytes(),
    version: process.version,
    heapLimitBytes: getHeapStatistics().heap_size_limit,
  };
  if (kind !== 'filled' || before === null) return sendMessage(state);
  const after = collected();
  sendMessage({
    ...state,
    heapBytes: after.heapUsed - before.heapUsed,
    offHeapBytes: after.external - before.external,
  });
}

/** Without the pages of the executable, which a container shares and does not count as its own. */
function residentBytes(): number {
  const [, kibibytes] = /^RssAnon:\s+(\d+) kB$/m.exec(statusHere()) ?? [];
  return kibibytes === undefined ? process.memoryUsage.rss() : Number(kibibytes) * 1024;
}

function statusHere(): string {
  return process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
}

function collected(): NodeJS.MemoryUsage {
  for (let times = 0; times < 3; times++) globalThis.gc?.();
  return process.memoryUsage();
}

function jobOf(value: unknown): NodeFillJob {
  if (isJob(value)) return value;
  throw new Error('expected a job with a source');
}

function isJob(value: unknown): value is NodeFillJob {
  return typeof value === 'object' && value !== null && 'source' in value;
}

function makersOf(value: unknown): readonly [Make, Make] {
  if (isMakers(value)) return value;
  throw new Error('expected the source to return two functions');
}

function isMakers(value: unknown): value is readonly [Make, Make] {
  return Array.isArray(value) && value.every((make) => typeof make === 'function');
}
