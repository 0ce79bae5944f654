import { type HeapProfiler, Session } from 'node:inspector';
import type { AllocationSite } from '../../record/module-result.ts';

/** Bytes between two samples on average. */
const samplingIntervalBytes = 16_384;
const listedSites = 10;

/** What a piece of work allocated. */
export interface SampledAllocations {
  readonly allocatedBytes: number;
  readonly allocationSites: readonly AllocationSite[];
}

/** Does a piece of work under V8's sampling heap profiler, which also counts what was freed again. */
export function sampleAllocations(work: () => void): SampledAllocations {
  const session = new Session();
  session.connect();
  let profile: HeapProfiler.SamplingHeapProfile | undefined;
  try {
    session.post('HeapProfiler.startSampling', startOptions);
    work();
    // Without a thread of its own the session answers before `post` returns.
    session.post('HeapProfiler.stopSampling', (error, answer) => {
      if (error === null) ({ profile } = answer);
    });
  } finally {
    session.disconnect();
  }
  if (profile === undefined) return { allocatedBytes: 0, allocationSites: [] };
  const bytesBySite = new Map<string, number>();
  addSites(profile.head, bytesBySite);
  const sites = [...bytesBySite].map(([site, bytes]) => ({ site, bytes }));
  return {
    allocatedBytes: sites.reduce((sum, { bytes }) => sum + bytes, 0),
    allocationSites: sites
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, listedSites),
  };
}

/** The types of Node.js know the first of these only. */
const startOptions = {
  samplingInterval: samplingIntervalBytes,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};

function addSites(
  node: HeapProfiler.SamplingHeapProfileNode,
  bytesBySite: Map<string, number>,
): void {
  const { functionName, url, lineNumber } = node.callFrame;
  const file = url.split('/').at(-1) ?? '';
  const place = file === '' ? '' : ` (${file}:${lineNumber + 1})`;
  const site = `${functionName || 'anonymous'}${place}`;
  bytesBySite.set(site, (bytesBySite.get(site) ?? 0) + node.selfSize);
  for (const child of node.children) addSites(child, bytesBySite);
}
