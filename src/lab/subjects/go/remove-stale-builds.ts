import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isGone, ownerOf } from '../../sandbox/limits/cgroup/group-name.ts';

/** Removes the folders of builds whose process is certainly gone: it was killed in the midst of one. */
export function removeStaleBuilds(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = ownerOf(name);
    if (owner !== null && isGone(owner))
      rmSync(join(folder, name), { recursive: true, force: true });
  }
}
