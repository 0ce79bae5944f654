import { basename, dirname } from 'node:path';
import { cgroupV1Trees } from './cgroup-v1-groups.ts';
import { cgroupV2Root } from './cgroup-v2-place.ts';
import {
  type FolderActions,
  isWritable,
  kernelFolders,
  readPids,
  removeGroup,
  subfolders,
} from './cgroup-files.ts';
import { type GroupOwner, isGone, ownerOf } from './group-name.ts';
import { killProcesses } from '../../child/kill-processes.ts';

/** Where to look; replaced in tests. */
export interface CleanOptions {
  /** @default all trees of both versions */
  readonly trees?: readonly GroupTree[];
  /** @default '/proc' */
  readonly procRoot?: string;
  readonly actions?: FolderActions;
}

/** A tree of groups, and how deep to look into it. */
export interface GroupTree {
  readonly folder: string;
  readonly depth: number;
}

/** The session of a user is about six below the top, the task of a batch job as well. */
const deepest = 8;

/**
 * Ends and removes what a mapswell that was killed has left behind. Groups of a mapswell that still
 * runs, or that runs in another pid namespace, are left alone. Gives one sentence for each process
 * that left something.
 */
export async function cleanStaleGroups(options: CleanOptions = {}): Promise<readonly string[]> {
  const trees = options.trees ?? allTrees();
  const byOwner = new Map<number, string[]>();
  for (const { folder, owner } of trees.flatMap((tree) => groupsBelow(tree.folder, tree.depth))) {
    // Groups of another user are that user's to clean.
    if (!isGone(owner, options.procRoot) || !isWritable(dirname(folder))) continue;
    byOwner.set(owner.pid, [...(byOwner.get(owner.pid) ?? []), folder]);
  }
  const sentences: string[] = [];
  for (const [pid, folders] of byOwner) {
    sentences.push(await clean(pid, folders, options.actions ?? kernelFolders));
  }
  return sentences;
}

function allTrees(): readonly GroupTree[] {
  return [...cgroupV1Trees(), cgroupV2Root()].map((folder) => ({ folder, depth: deepest }));
}

function groupsBelow(folder: string, depth: number): { folder: string; owner: GroupOwner }[] {
  return subfolders(folder).flatMap((inner) => {
    const owner = ownerOf(basename(inner));
    if (owner !== null) return [{ folder: inner, owner }];
    return depth > 1 ? groupsBelow(inner, depth - 1) : [];
  });
}

async function clean(
  owner: number,
  folders: readonly string[],
  actions: FolderActions,
): Promise<string> {
  const ended = await killProcesses(() => [...new Set(folders.flatMap(readPids))]);
  const removed = await Promise.all(folders.map((folder) => removeGroup(folder, actions)));
  const left = folders.filter((_folder, i) => removed[i] === false);
  const done =
    `ended ${count(ended.length, 'process', 'processes')} and removed ` +
    `${count(folders.length - left.length, 'control group', 'control groups')} that a mapswell ` +
    `which was killed (process ${owner}) had left behind`;
  return left.length === 0 ? done : `${done}; could not remove ${left.join(', ')}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
