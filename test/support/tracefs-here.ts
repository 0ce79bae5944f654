import process from 'node:process';
import type { ExecutionContext } from 'ava';
import { ProbeGroup } from '../../src/live/attach/go/probes/probe-group.ts';
import { findTracefs, openTracefs } from '../../src/live/attach/go/probes/tracefs.ts';
import { skipOptional } from './skip-loudly.ts';

/**
 * Whether probes can be set here, by setting one; without them the test is skipped loudly. Hosted
 * machines forbid them, so that not even a run that requires everything can have them.
 */
export function probesHere(t: ExecutionContext): boolean {
  const [missing] = findTracefs().missing;
  if (missing !== undefined) {
    skipOptional(t, `no probes: ${missing.right} is missing (${missing.reason})`);
    return false;
  }
  try {
    const tracefs = openTracefs();
    try {
      const group = new ProbeGroup(tracefs.folder);
      try {
        group.add('trial', process.execPath, 0x1000, '');
      } finally {
        group.close();
      }
    } finally {
      tracefs.close();
    }
    return true;
  } catch (error) {
    skipOptional(t, `no probes: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
