// Attaches to the process whose id is given and prints, as JSON, what its looks cost.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { openGoProcess } from '../src/live/attach/go/open-go-process.ts';
import { openNodeProcess } from '../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../src/live/attach/proc/process-identity.ts';
import type { LiveSource } from '../src/maps/figures/live-map.ts';
import type { AttachCost } from './attach-costs.ts';

const scans = 7;
const looks = 200;
/** Smaller maps are not looked at again between two scans. */
const followedBytes = 4096;

let reads = 0;
let bytes = 0;
const onRead = (_: number, count: number): void => {
  reads += 1;
  bytes += count;
};

async function costOf<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ readonly result: Result; readonly cost: AttachCost }> {
  [reads, bytes] = [0, 0];
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    result,
    cost: { cpuMs: (user + system) / 1000, reads, megabytes: bytes / 2 ** 20 },
  };
}

const [runtime, pid] = process.argv.slice(2);
const identity = identifyProcess(Number(pid));
const { result: attachment, cost: open } = await costOf<LiveSource>(() =>
  runtime === 'go' ? openGoProcess(identity, { onRead }) : openNodeProcess(identity, { onRead }),
);
const { result: firstMaps, cost: first } = await costOf(() => attachment.discover());
let maps = firstMaps;
const scanCosts: AttachCost[] = [];
for (let scan = 0; scan < scans; scan++) {
  const { result, cost } = await costOf(() => attachment.discover());
  maps = result;
  scanCosts.push(cost);
}
const lookCosts: AttachCost[] = [];
const { length: found } = maps;
maps = maps.filter(({ figures }) => figures.bytes.held >= followedBytes);
for (let look = 0; look < looks; look++) {
  const { result, cost } = await costOf(() => attachment.refresh(maps));
  maps = result;
  lookCosts.push(cost);
}
const status = readFileSync('/proc/self/status', 'utf8');
const peakMegabytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
await attachment.close();
process.stdout.write(
  `${JSON.stringify({ maps: found, followed: maps.length, open, first, scans: scanCosts, looks: lookCosts, peakMegabytes })}\n`,
);
