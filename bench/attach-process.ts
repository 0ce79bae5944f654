// Attaches to the Go process whose id is given and prints, as JSON, what its looks cost.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { openGoProcess } from '../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../src/live/attach/proc/process-identity.ts';

interface Cost {
  readonly cpuMs: number;
  readonly reads: number;
  readonly megabytes: number;
}

const scans = 7;
const looks = 200;

let reads = 0;
let bytes = 0;
const onRead = (_: number, count: number): void => {
  reads += 1;
  bytes += count;
};

async function costOf(work: () => unknown): Promise<Cost> {
  [reads, bytes] = [0, 0];
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, reads, megabytes: bytes / 2 ** 20 };
}

const identity = identifyProcess(Number(process.argv[2]));
let attachment = openGoProcess(identity, { onRead });
await attachment.close();
const open = await costOf(() => {
  attachment = openGoProcess(identity, { onRead });
});
const scanCosts: Cost[] = [];
let maps = await attachment.discover();
for (let scan = 0; scan < scans; scan++) {
  scanCosts.push(
    await costOf(async () => {
      maps = await attachment.discover();
    }),
  );
}
const fresh = openGoProcess(identity, { onRead });
const first = await costOf(() => fresh.discover());
await fresh.close();
const lookCosts: Cost[] = [];
for (let look = 0; look < looks; look++) {
  lookCosts.push(
    await costOf(async () => {
      maps = await attachment.refresh(maps);
    }),
  );
}
const status = readFileSync('/proc/self/status', 'utf8');
const peakMegabytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
await attachment.close();
process.stdout.write(
  `${JSON.stringify({ maps: maps.length, open, first, scans: scanCosts, looks: lookCosts, peakMegabytes })}\n`,
);
