import { gzipSync } from 'node:zlib';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindBits } from '../../../src/lab/workload/packed-operation.ts';
import { readTraffic, type ReadingOptions } from '../../../src/lab/traffic/read-traffic.ts';
import type { TrafficOperations } from '../../../src/lab/traffic/traffic-operations.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let files = 0;

/** A recording of some lines in a file. */
export function recording(text: string, isPacked = false): string {
  const path = join(temporaryFolder('traffic'), `recording-${files++}`);
  writeFileSync(path, isPacked ? gzipSync(text) : text);
  return path;
}

/** What a recording asks of a map: `insert 0`, with the numbers of keys; and what was counted. */
export async function operationsOf(
  path: string,
  options: ReadingOptions = {},
): Promise<{
  readonly operations: readonly string[];
  readonly format: string | null;
  readonly traffic: TrafficOperations;
}> {
  const reading = readTraffic(path, options);
  const operations: string[] = [];
  for await (const _ of reading.blocks()) {
    const { block } = reading.traffic;
    for (let at = 0; at < block.length; at++)
      operations.push(`${block.kindAt(at)} ${(block.words[2 * at] ?? 0) >>> kindBits}`);
  }
  return { operations, format: reading.format(), traffic: reading.traffic };
}
