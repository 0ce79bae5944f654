import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { fileErrorReason } from '../../../../base/primitives/errors/file-error.ts';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import { holdsCapability, type MissingRight } from '../../proc/access-rights.ts';
import { startTicksOf } from '../../proc/process-identity.ts';

/** Whether probes can be set on this machine, and where. */
export interface TracefsAccess {
  /** Where tracefs is mounted; `null` where it is not, and would be mounted for as long as it is needed. */
  readonly folder: string | null;
  /** What is missing; empty where nothing is. */
  readonly missing: readonly MissingRight[];
}

const mountName = /^mapswell-tracefs-(\d+)-(\d+)-/;

/** Looks for a tracefs that may be written to, or may be mounted. */
export function findTracefs(): TracefsAccess {
  // One that another process mounted for itself goes with that process.
  const folder = mountedTracefs().find((each) => !mountName.test(basename(each)));
  if (folder === undefined) {
    const missing = hasTracefs()
      ? holdsCapability('CAP_SYS_ADMIN')
        ? []
        : [
            {
              right: 'CAP_SYS_ADMIN',
              reason: 'no tracefs is mounted here, and this process may not mount one',
              remedy: 'as root: mount -t tracefs tracefs /sys/kernel/tracing',
            },
          ]
      : [
          {
            right: 'a kernel with tracefs',
            reason: 'this kernel has none (CONFIG_TRACING)',
            remedy: 'watch without --growths: looks see growths too, between one and the next',
          },
        ];
    return { folder: null, missing };
  }
  try {
    accessSync(join(folder, 'uprobe_events'), constants.R_OK | constants.W_OK);
    return { folder, missing: [] };
  } catch (error) {
    return {
      folder,
      missing: [
        {
          right: 'write access to tracefs',
          reason: `${folder}/uprobe_events cannot be written: ${fileErrorReason(error)}`,
          remedy: 'run as root, on a kernel with CONFIG_UPROBE_EVENTS and without lockdown',
        },
      ],
    };
  }
}

/** A tracefs to work with. */
export interface OpenTracefs {
  readonly folder: string;
  /** Unmounts what was mounted. May be called twice. */
  readonly close: () => void;
}

/**
 * The tracefs of this machine, or one that is mounted for now, where only this process looks for it.
 * What a process mounted that was killed is unmounted first.
 *
 * @throws SandboxError `environment` where a right is missing
 */
export function openTracefs(): OpenTracefs {
  unmountStale();
  const { folder, missing } = findTracefs();
  const [first] = missing;
  if (first !== undefined) {
    throw new SandboxError(
      'environment',
      `cannot set probes: ${first.right} is missing: ${first.reason}; ${first.remedy}`,
    );
  }
  if (folder !== null) return { folder, close: () => undefined };
  const ticks = startTicksOf(process.pid) ?? 0;
  const mounted = mkdtempSync(
    join(tmpdir(), `mapswell-tracefs-${process.pid}-${ticks}-${threadId}-`),
  );
  const { status, stderr } = spawnSync('mount', ['-t', 'tracefs', 'tracefs', mounted]);
  if (status !== 0) {
    rmdirSync(mounted);
    throw new SandboxError('environment', `cannot mount tracefs: ${String(stderr).trim()}`);
  }
  const close = (): void => {
    process.removeListener('exit', close);
    unmount(mounted);
  };
  process.once('exit', close);
  return { folder: mounted, close };
}

function unmount(folder: string): void {
  spawnSync('umount', [folder], { stdio: 'ignore' });
  try {
    rmdirSync(folder);
  } catch {
    // Unmounted and removed already.
  }
}

function unmountStale(): void {
  for (const folder of mountedTracefs()) {
    const [, pid, ticks] = mountName.exec(basename(folder)) ?? [];
    if (pid !== undefined && startTicksOf(Number(pid)) !== Number(ticks)) unmount(folder);
  }
}

function mountedTracefs(): readonly string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, folder = '', type] = line.split(' ');
      return type === 'tracefs' ? [folder.replaceAll('\\040', ' ')] : [];
    });
}

function hasTracefs(): boolean {
  return /\ttracefs$/m.test(readFileSync('/proc/filesystems', 'utf8'));
}
