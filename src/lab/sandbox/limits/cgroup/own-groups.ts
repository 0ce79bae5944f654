import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readControl } from './cgroup-files.ts';

/** A control group. */
export interface ControlGroup {
  readonly folder: string;
  /** Its path as `/proc/self/cgroup` names it, from the top of the tree. */
  readonly name: string;
}

/**
 * The group of this process and all above it, the own one first, as far up as they can be seen.
 * Empty where the own one cannot be seen, as in a container that sees the trees of its host.
 *
 * @param mountPoint folder at which the tree is mounted
 * @param controller of version 1; `null` for the tree of version 2
 */
export function ownGroups(
  mountPoint: string,
  controller: string | null,
  procRoot = '/proc',
): readonly ControlGroup[] {
  const own = ownPath(controller, procRoot);
  if (own === null || own.includes('/..') || !existsSync(mountPoint)) return [];
  const top = realpathSync(mountPoint);
  const mounted = mountedPath(top, procRoot);
  // A container that has no cgroup namespace has its own group mounted, but is told the whole path.
  if (mounted !== '/' && own !== mounted && !own.startsWith(`${mounted}/`)) return [];
  const above = mounted === '/' ? '' : mounted;
  const names = own
    .slice(above.length)
    .split('/')
    .filter((name) => name !== '');
  const groups = [...names.keys(), names.length].map((depth) => ({
    folder: join(top, ...names.slice(0, depth)),
    name: [above, ...names.slice(0, depth)].join('/') || '/',
  }));
  // Groups that come and go are seen late: where one is missing, nothing can be said of those below.
  return groups.every(({ folder }) => existsSync(folder)) ? groups.toReversed() : [];
}

/** The path behind a controller in `/proc/self/cgroup`; the tree of version 2 has no controller there. */
function ownPath(controller: string | null, procRoot: string): string | null {
  const lines = readControl(join(procRoot, 'self/cgroup'))?.split('\n') ?? [];
  for (const line of lines) {
    const [, names = '', path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const isWanted = controller === null ? names === '' : names.split(',').includes(controller);
    if (isWanted && path !== undefined) return path;
  }
  return null;
}

/** Which group of its tree is mounted there; the last mount hides those before. */
function mountedPath(mountPoint: string, procRoot: string): string {
  const lines = readControl(join(procRoot, 'self/mountinfo'))?.split('\n') ?? [];
  const fields = lines.map((line) => line.split(' ').map(unescape));
  return fields.findLast((field) => field[4] === mountPoint)?.[3] ?? '/';
}

/** Blanks in paths are written as octal numbers. */
function unescape(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, octal: string) =>
    String.fromCodePoint(Number.parseInt(octal, 8)),
  );
}
