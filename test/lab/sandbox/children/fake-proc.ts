import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ExecutionContext } from 'ava';

/**
 * A `/proc` in which the reading process is itself, but in the groups and mounts of these texts and
 * in a pid namespace of its own: no other mapswell of this machine judges what it leaves behind.
 */
export function fakeProc(t: ExecutionContext, cgroup: string, mountinfo = ''): string {
  const procRoot = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(procRoot, { recursive: true }));
  mkdirSync(join(procRoot, 'self/ns'), { recursive: true });
  writeFileSync(join(procRoot, 'self/cgroup'), cgroup);
  writeFileSync(join(procRoot, 'self/mountinfo'), mountinfo);
  for (const name of ['stat', 'status'])
    symlinkSync(`/proc/self/${name}`, join(procRoot, 'self', name));
  symlinkSync('pid:[1]', join(procRoot, 'self/ns/pid'));
  symlinkSync(`/proc/${process.pid}`, join(procRoot, String(process.pid)));
  return procRoot;
}
