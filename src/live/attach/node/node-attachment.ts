import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { LiveMap, LiveProcess, LiveSource } from '../../../maps/figures/live-map.ts';
import { readRegions } from '../proc/memory-regions.ts';
import { type ProcessIdentity, standingOf } from '../proc/process-identity.ts';
import type { ProcessMemory } from '../proc/process-memory.ts';
import type { CollectorLook, CollectorSource } from '../collector/collector-look.ts';
import type { OldTable } from '../collector/old-table.ts';
import { Discovery } from './discovery.ts';
import { HeapWatch } from './heap-watch.ts';
import { type HeapFigures, heapFigures } from './heap-figures.ts';
import { collectionTypes } from './heap/find-collections.ts';
import { followPlace } from './heap/follow-table.ts';
import { readHeapPages } from './heap/heap-page.ts';
import { HiddenClasses } from './heap/hidden-classes.ts';
import { readTable } from './heap/ordered-table.ts';
import type { NodeLayout } from './layout/node-layout.ts';
import { KnownCollections, liveMapOf, type TrackedCollection } from './known-collections.ts';
import { LeftTables } from './left-tables.ts';

/** A scan lets other work of this process run that often. */
const longestTurnMs = 20;

/** A Node.js process that is looked at from outside. */
export class NodeAttachment implements LiveSource, CollectorSource {
  readonly origin = 'attached' as const;
  readonly process: LiveProcess;
  /** Nothing in the process says when a table grows. */
  readonly growths = null;
  readonly #identity: ProcessIdentity;
  readonly #memory: ProcessMemory;
  readonly #layout: NodeLayout;
  readonly #discovery: Discovery;
  readonly #known = new KnownCollections();
  readonly #left = new LeftTables();
  readonly #heap: HeapWatch;
  #classes: HiddenClasses;
  #missing: string | null = null;

  constructor(
    identity: ProcessIdentity,
    memory: ProcessMemory,
    layout: NodeLayout,
    limitBytes: number | null,
  ) {
    this.#identity = identity;
    this.#memory = memory;
    this.#layout = layout;
    this.#discovery = new Discovery(memory, identity.pid, layout);
    this.#classes = new HiddenClasses(memory, layout.constants);
    this.#heap = new HeapWatch(memory, identity.pid, layout);
    this.process = {
      pid: identity.pid,
      name: identity.name,
      runtime: 'node',
      version: layout.version,
      limitBytes,
    };
  }

  /** Reads that were made of the process's memory, and the bytes that they brought. */
  get cost(): { readonly reads: number; readonly bytes: number } {
    return { reads: this.#memory.reads, bytes: this.#memory.bytesRead };
  }

  readonly discover = async (): Promise<readonly LiveMap[]> => {
    let turnStartMs = performance.now();
    const pause = async (): Promise<void> => {
      if (performance.now() - turnStartMs < longestTurnMs) return;
      await nextTurn();
      turnStartMs = performance.now();
    };
    return this.#guarded(async () => {
      const { view, found, missing } = await this.#discovery.run(pause);
      this.#missing = missing;
      this.#classes = view.classes;
      this.#heap.take(view.pages);
      const before = new Map(this.#known.all.map((each) => [each.id, each]));
      const now = this.#known.replace(found);
      const cyclesOf = this.#heap.cyclesNow();
      for (const each of now) {
        this.#left.see(before.get(each.id) ?? null, each, cyclesOf);
        before.delete(each.id);
      }
      for (const gone of before.values()) this.#left.forget(gone);
      return now.map(liveMapOf);
    });
  };

  readonly missing = (): string | null => this.#missing;

  readonly refresh = (known: readonly LiveMap[]): Promise<readonly LiveMap[]> =>
    this.#guarded(() => {
      const cyclesOf = this.#heap.cyclesNow();
      return Promise.resolve(
        known.flatMap(({ id }) => {
          const tracked = this.#known.get(id);
          const seen = tracked === null ? null : this.#look(tracked);
          if (seen === null) return [];
          this.#known.update(seen);
          this.#left.see(tracked, seen, cyclesOf);
          if (seen.table.bytes > (tracked?.table.bytes ?? 0)) this.#heap.expectMore();
          return [liveMapOf(seen)];
        }),
      );
    });

  readonly collector = (): CollectorLook | null => this.#heap.look();

  readonly takeOldTables = (): readonly OldTable[] => this.#left.takeChanges();

  /** What memory tells of V8's heaps: one for the main thread and for each worker. */
  readonly heaps = (): Promise<readonly HeapFigures[]> =>
    this.#guarded(() => {
      const regions = readRegions(this.#identity.pid);
      const pages = readHeapPages(this.#memory, regions, this.#layout);
      return Promise.resolve(heapFigures(this.#memory, pages, this.#layout));
    });

  readonly close = (): Promise<void> => {
    this.#memory.close();
    return Promise.resolve();
  };

  #look(tracked: TrackedCollection): TrackedCollection | null {
    const types = collectionTypes(this.#layout.constants);
    const seen = followPlace(this.#memory, this.#classes, types, tracked);
    if (seen === null) return null;
    const bytesLeft = (pointer: number): number | null => {
      const table = readTable(this.#memory, pointer, tracked.kind);
      return table !== null && 'next' in table ? table.bytes : null;
    };
    const left = [...tracked.left.map(({ pointer }) => pointer), ...seen.left].flatMap(
      (pointer) => {
        const bytes = bytesLeft(pointer);
        return bytes === null ? [] : [{ pointer, bytes }];
      },
    );
    const { tablePointer, table } = seen;
    return { ...tracked, tablePointer, table, left, atMs: nowMs() };
  }

  /** Tells an end of the process from a defect. */
  async #guarded<Value>(read: () => Promise<Value>): Promise<Value> {
    const refuse = (): void => {
      const standing = standingOf(this.#identity);
      if (standing === 'running' || standing === 'stopped') return;
      throw new SandboxError(
        'invalid',
        `expected process ${this.#identity.pid} (${this.#identity.name}) to run, but it has ${standing === 'replaced' ? 'become another program' : 'ended'}`,
      );
    };
    try {
      const value = await read();
      refuse();
      return value;
    } catch (error) {
      // What fails because the process ended is no defect.
      refuse();
      throw error;
    }
  }
}

function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
