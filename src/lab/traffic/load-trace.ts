import { createHash } from 'node:crypto';
import { defined } from '../../base/primitives/defined.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { recordedKinds } from '../workload/operation-kinds.ts';
import { workloadLimits } from '../workload/workload-problem.ts';
import type { KeyDistribution, Mix } from '../workload/workload.ts';
import type { OperationBlock } from './operation-block.ts';
import { trafficBytes } from './traffic-chunks.ts';
import { isTrafficFormat } from './traffic-format.ts';
import { TrafficOperations } from './traffic-operations.ts';
import { TrafficReader } from './traffic-reader.ts';

/** Larger files are for `mapswell replay`, which keeps none of them in memory. */
const mostBytes = 512 * 2 ** 20;

/** The keys of a phase that a recording gives. */
export type TraceKeys = Extract<KeyDistribution, { kind: 'trace' }>;

/** The operations of a recording, all in memory. */
export interface LoadedTrace {
  /** 8 bytes each, as the kernel reads them. */
  readonly packed: Uint8Array;
  readonly operations: number;
  /** Operations by what they do. */
  readonly mix: Mix;
  /** SHA-256 of the operations. */
  readonly digest: string;
}

/**
 * Reads the recording of a phase into memory.
 *
 * @throws SandboxError `input` for what cannot be read, `config` for an empty or too large recording
 */
export function loadTrace({ file, format, columns }: TraceKeys): LoadedTrace {
  const traffic = new TrafficOperations();
  const source = {
    ...(format !== undefined && isTrafficFormat(format) ? { format } : {}),
    ...defined({ columns }),
  };
  const reader = new TrafficReader(file, source, traffic);
  traffic.limit({ block: workloadLimits.recorded + 1 });
  reader.read(trafficBytes(file, mostBytes), 0);
  reader.end();
  const { block } = traffic;
  if (block.length === 0)
    throw new SandboxError('config', `expected at least one operation in ${file}, got none`);
  if (block.length > workloadLimits.recorded)
    throw new SandboxError(
      'config',
      `expected at most ${workloadLimits.recorded} operations in ${file} for a scenario (mapswell replay takes any number), got more`,
    );
  const packed = block.bytes();
  const mix: Record<string, number> = {};
  for (const kind of recordedKinds) mix[kind] = 0;
  for (let at = 0; at < block.length; at++) {
    const kind = block.kindAt(at);
    mix[kind] = (mix[kind] ?? 0) + 1;
  }
  return { packed, operations: block.length, mix, digest: digestOf(block) };
}

/** Bits of the kind in what is digested: records that have digests were made when there were 3. */
const digestedBits = 3;
const digestedAtOnce = 65_536;

function digestOf(block: OperationBlock): string {
  const hash = createHash('sha256');
  for (let from = 0; from < block.length; from += digestedAtOnce) {
    const count = Math.min(digestedAtOnce, block.length - from);
    const words = new BigUint64Array(count);
    for (let at = 0; at < count; at++) {
      const kind = recordedKinds.indexOf(block.kindAt(from + at));
      words[at] = BigInt(block.keyAt(from + at)) * BigInt(2 ** digestedBits) + BigInt(kind);
    }
    hash.update(words);
  }
  return hash.digest('hex');
}
