import { createHash } from 'node:crypto';
import type { Trace } from '../../trace/trace.ts';

/** SHA-256 over times and readings: the same series under another name has the same digest. */
export function traceDigest(trace: Trace): string {
  const { buffer: minutes } = trace.minutes.slice();
  const { buffer: percent } = trace.percent.slice();
  return createHash('sha256')
    .update(new Uint8Array(minutes))
    .update(new Uint8Array(percent))
    .digest('hex');
}
