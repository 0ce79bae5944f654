import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ExecutionContext } from 'ava';
import type { FolderActions } from '../../../../src/lab/sandbox/limits/cgroup/cgroup-files.ts';

/** Files of a group as the kernel makes them with its controllers; figures of a run that was throttled and killed. */
const filesOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  base: {
    'cgroup.events': 'populated 0\nfrozen 0\n',
    'cgroup.kill': '',
    'cgroup.procs': '',
    'cgroup.subtree_control': '',
    'cgroup.type': 'domain\n',
  },
  memory: {
    'memory.current': '104857600\n',
    'memory.events':
      'low 0\nhigh 0\nmax 97\noom 1\noom_kill 1\noom_group_kill 0\nsock_throttled 0\n',
    'memory.max': 'max\n',
    'memory.peak': '268431360\n',
    'memory.swap.max': 'max\n',
  },
  cpu: {
    'cpu.max': 'max 100000\n',
    'cpu.stat':
      'usage_usec 2513000\nuser_usec 2400000\nsystem_usec 113000\nnice_usec 0\nnr_periods 51\nnr_throttled 49\nthrottled_usec 2412345\nnr_bursts 0\nburst_usec 0\n',
  },
  cpuset: { 'cpuset.cpus': '\n', 'cpuset.mems': '\n', 'cpuset.cpus.effective': '0-3\n' },
  pids: { 'pids.current': '1\n', 'pids.events': 'max 3\n', 'pids.max': 'max\n' },
};

/** A tree of version 2 in a folder, with this process in `/user.slice/session.scope`. */
export interface FakeTree {
  readonly root: string;
  readonly procRoot: string;
  readonly actions: FolderActions;
  /** The text that was last written to a file of the group that was made, without a line end. */
  readonly written: Map<string, string>;
  /** The folder of the group that was made last. */
  readonly lastGroup: () => string;
}

/** Which controllers the group above offers and hands down. */
export interface FakeDelegation {
  readonly available: string;
  readonly handedDown: string;
  /** Files that this kernel lacks. */
  readonly lacking?: readonly string[];
  readonly isReadOnly?: boolean;
}

/** Makes the tree; new groups get the files of the controllers handed down to them. */
export function fakeCgroupV2(t: ExecutionContext, delegation: FakeDelegation): FakeTree {
  const base = mkdtempSync(join(tmpdir(), 'mapswell-test-'));
  t.teardown(() => rmSync(base, { recursive: true }));
  const root = join(base, 'cgroup');
  const slice = join(root, 'user.slice');
  const scope = join(slice, 'session.scope');
  for (const folder of [root, slice, scope]) {
    fill(folder, filesOf['base'] ?? {}, []);
    writeFileSync(join(folder, 'cgroup.controllers'), `${delegation.available}\n`);
  }
  rmSync(join(root, 'cgroup.events'));
  for (const folder of [root, slice]) {
    writeFileSync(join(folder, 'cgroup.subtree_control'), `${delegation.handedDown}\n`);
  }
  writeFileSync(join(scope, 'cgroup.procs'), `${process.pid}\n`);
  if (delegation.isReadOnly) for (const folder of [root, slice, scope]) chmodSync(folder, 0o500);
  const written = new Map<string, string>();
  let last = '';
  return {
    root,
    procRoot: fakeProc(base),
    written,
    lastGroup: () => last,
    actions: {
      make(folder) {
        last = folder;
        makeGroup(folder, delegation.lacking ?? []);
      },
      remove(folder) {
        for (const name of ['cgroup.procs', 'cgroup.kill', ...Object.keys(allFiles())]) {
          written.set(name, readOrEmpty(join(folder, name)));
        }
        rmSync(folder, { recursive: true });
      },
    },
  };
}

/** A new group gets the controllers that its parent hands down, also those just written with `+`. */
function makeGroup(folder: string, lacking: readonly string[]): void {
  const handedDown = readOrEmpty(join(folder, '..', 'cgroup.subtree_control'));
  const names = handedDown.split(/\s+/).map((word) => word.replace(/^\+/, ''));
  fill(folder, filesOf['base'] ?? {}, lacking);
  for (const name of names) fill(folder, filesOf[name] ?? {}, lacking);
}

function fill(
  folder: string,
  files: Readonly<Record<string, string>>,
  lacking: readonly string[],
): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    if (!lacking.includes(name)) writeFileSync(join(folder, name), text);
  }
}

function fakeProc(base: string): string {
  const self = join(base, 'proc/self');
  mkdirSync(self, { recursive: true });
  writeFileSync(join(self, 'cgroup'), '0::/user.slice/session.scope\n');
  writeFileSync(join(self, 'status'), 'Name:\tnode\nCpus_allowed_list:\t0-3\n');
  writeFileSync(join(self, 'stat'), readFileSync('/proc/self/stat'));
  return join(base, 'proc');
}

function allFiles(): Readonly<Record<string, string>> {
  return Object.assign({}, ...Object.values(filesOf));
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
