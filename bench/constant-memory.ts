import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('constant-memory-process.js', import.meta.url));
const SMALL = 1_000_000;
const LARGE = 100_000_000;

interface Peak {
  readonly rssBytes: number;
  /** Buffers of the harness in the kernel's memory. */
  readonly recorderBytes: number;
  readonly seconds: number;
}

/**
 * Whether the memory of the harness grows with the number of operations: cells of a million and of a
 * hundred million writes to the same keys, each in a process of its own.
 */
export function run(): Promise<string> {
  const [small, large] = [SMALL, LARGE].map((operations) => measure(operations));
  if (small === undefined || large === undefined) throw new Error('expected two peaks');
  const growth = large.rssBytes / small.rssBytes - 1;
  return Promise.resolve(
    `Writes to 10,000 keys by two writers, in one cell each (aim: the same memory)\n` +
      `${line(SMALL, small)}${line(LARGE, large)}  peak RSS grew by ${(100 * growth).toFixed(1)} %, the recorder by ${large.recorderBytes - small.recorderBytes} bytes\n`,
  );
}

function measure(operations: number): Peak {
  const { stdout, stderr } = spawnSync(process.execPath, [child, String(operations)], {
    encoding: 'utf8',
  });
  if (stderr !== '') throw new Error(stderr);
  const peak: Peak = JSON.parse(stdout);
  return peak;
}

function line(operations: number, { rssBytes, recorderBytes, seconds }: Peak): string {
  return `  ${operations} writes: peak RSS ${(rssBytes / 2 ** 20).toFixed(1)} MiB, recorder ${recorderBytes} bytes, ${seconds.toFixed(1)} s\n`;
}
