import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { readRegions } from '../../proc/memory-regions.ts';
import type { ProcessMemory } from '../../proc/process-memory.ts';
import { readHeapPages } from '../heap/heap-page.ts';
import { HiddenClasses } from '../heap/hidden-classes.ts';
import { readSharedClasses } from '../heap/shared-classes.ts';
import type { ProbeProcess } from '../probe/probe-process.ts';
import { learnAllocation } from './learn-allocation.ts';
import { learnCollections, learnState } from './learn-collections.ts';
import { learnFreeSpace } from './learn-free-space.ts';
import { learnPageLayout } from './learn-page-layout.ts';
import { learnTables } from './learn-tables.ts';
import type { NodeLayout } from './node-layout.ts';
import type { V8Constants } from './v8-constants.ts';

/**
 * Learns how a build of Node.js lays out its heap, from a child of the same executable.
 *
 * @throws SandboxError `invalid` where it is laid out in no way that mapswell knows
 */
export async function learnLayout(
  probe: ProbeProcess,
  memory: ProcessMemory,
  constants: V8Constants,
): Promise<NodeLayout> {
  const { version, spaces: spaceNames, isCompressed } = probe.facts;
  if (isCompressed) {
    throw new SandboxError(
      'invalid',
      `expected a Node.js without pointer compression, got ${version} with it`,
    );
  }
  const page = learnPageLayout(memory, readRegions(probe.pid), spaceNames);
  const readPages = (): ReturnType<typeof readHeapPages> =>
    readHeapPages(memory, readRegions(probe.pid), { page, spaceNames });
  const heap = readPages().find((each) => each.heap !== 0)?.heap ?? 0;
  const collect = (kind: 'minor' | 'major', times: number): Promise<void> =>
    probe.command(kind, times);
  const counters = await learnCollections(memory, heap, collect);
  await probe.command('churn');
  const pages = readPages();
  const shared = readSharedClasses(memory, pages, new HiddenClasses(memory, constants));
  const layout = {
    version,
    constants,
    page,
    spaceNames,
    ...learnAllocation(memory, pages),
    freeSpace: learnFreeSpace(memory, pages, shared),
    tables: learnTables(memory, pages, shared),
  };
  if (counters === null) return { ...layout, collections: null };
  // Last, because all that it collects changes what the rest is learned from.
  const state = await learnState(memory, heap, counters.all, collect);
  return { ...layout, collections: { ...counters, state } };
}
