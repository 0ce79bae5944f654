import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { hasControl, isWritable, readCount, readCounter } from './cgroup-files.ts';
import type { OuterLimit, OuterLimits } from '../limit-report.ts';
import type { Capability, LimitName } from '../mechanism.ts';
import { leastOuter } from '../outer-limits.ts';
import { type ControlGroup, ownGroups } from './own-groups.ts';

/** The controllers in use, each a tree of its own. `cpuacct` limits nothing: it counts. */
const controllers = ['memory', 'cpu', 'cpuacct', 'cpuset', 'pids'] as const;
export type Controller = (typeof controllers)[number];

const controllerOf: Readonly<Record<LimitName, Controller>> = {
  memoryBytes: 'memory',
  swapBytes: 'memory',
  cpus: 'cpu',
  cpuSet: 'cpuset',
  processes: 'pids',
};

/** The trees of version 1 that are mounted, each once though two controllers may share one. */
export function cgroupV1Trees(root = '/sys/fs/cgroup'): readonly string[] {
  const folders = controllers.map((name) => join(root, name)).filter((path) => existsSync(path));
  return [...new Set(folders.map((path) => realpathSync(path)))];
}

/** The groups of this process in the trees of all controllers. */
export class CgroupV1Groups {
  readonly #root: string;
  readonly #procRoot: string;

  constructor(root: string, procRoot: string) {
    this.#root = root;
    this.#procRoot = procRoot;
  }

  /** The group of this process and those above it; empty where the own one cannot be seen. */
  groups(controller: Controller): readonly ControlGroup[] {
    return this.#isMounted(controller)
      ? ownGroups(join(this.#root, controller), controller, this.#procRoot)
      : [];
  }

  capability(limit: LimitName): Capability {
    const controller = controllerOf[limit];
    const folder = join(this.#root, controller);
    if (!this.#isMounted(controller))
      return lacking(`the controller ${controller} of cgroup v1 is not mounted at ${folder}`);
    const own = this.groups(controller)[0]?.folder;
    if (own === undefined)
      return lacking(`the group of this process is not to be seen in ${folder}`);
    if (!isWritable(own)) return lacking(`${own} is not writable for this user`);
    if (limit === 'swapBytes' && !hasControl(join(own, 'memory.memsw.limit_in_bytes')))
      return lacking('the kernel does not account for swap (it was started without swapaccount=1)');
    // Old kernels can keep the memory of a group from counting for the one above.
    if (controller === 'memory' && readCount(join(own, 'memory.use_hierarchy')) === 0)
      return lacking(`${own} does not limit the groups below it: its memory.use_hierarchy is 0`);
    return { isEnforced: true, remark: '' };
  }

  /** What the groups of this process, and those above them, allow. */
  outer(): OuterLimits {
    const memoryBytes = this.#outerMemory();
    const cpus = leastOuter(this.groups('cpu'), 'cgroup-v1', readQuota);
    const processes = leastOuter(this.groups('pids'), 'cgroup-v1', (folder) =>
      readCount(join(folder, 'pids.max')),
    );
    return {
      ...(memoryBytes && { memoryBytes }),
      ...(cpus && { cpus }),
      ...(processes && { processes }),
    };
  }

  #outerMemory(): OuterLimit | undefined {
    const groups = this.groups('memory');
    const seen = leastOuter(groups, 'cgroup-v1', (folder) => {
      const bytes = readCount(join(folder, 'memory.limit_in_bytes'));
      return bytes === null || bytes >= noLimitBytes ? null : bytes;
    });
    // A group above those that can be seen may allow less.
    const stat = join(groups[0]?.folder ?? '/nonexistent', 'memory.stat');
    const limit = readCounter(stat, 'hierarchical_memory_limit');
    if (limit === null || limit >= (seen?.limit ?? noLimitBytes)) return seen;
    return { limit, group: groups.at(-1)?.name ?? '/', mechanism: 'cgroup-v1' };
  }

  /** A folder of this name in a tree of version 2 is an ordinary group: it has `cgroup.controllers`. */
  #isMounted(controller: Controller): boolean {
    const folder = join(this.#root, controller);
    return (
      hasControl(join(folder, 'cgroup.procs')) && !hasControl(join(folder, 'cgroup.controllers'))
    );
  }
}

function lacking(remark: string): Capability {
  return { isEnforced: false, remark };
}

/** Above this a limit of memory is none: the kernel has a page less than 2^63 for it. */
const noLimitBytes = 2 ** 60;

/** CPUs by the quota and its period; `null` where there is none. */
export function readQuota(folder: string): number | null {
  const quotaUs = readCount(join(folder, 'cpu.cfs_quota_us'));
  const periodUs = readCount(join(folder, 'cpu.cfs_period_us'));
  return quotaUs === null || periodUs === null || quotaUs < 0 ? null : quotaUs / periodUs;
}
