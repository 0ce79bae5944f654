import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { formatLimitBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { findTracefs, openTracefs } from './go/probes/tracefs.ts';
import { openProcess } from './open-process.ts';
import { memoryAccess, type MissingRight } from './proc/access-rights.ts';
import { groupRoomOf } from './proc/memory-room.ts';
import { fileNameOf } from './proc/process-identity.ts';

/** What can be asked of a process. */
export type AbilityName = 'maps' | 'growths' | 'limit' | 'heap-profile';

/** One way to look at a process, and what stands in its way. */
export interface Ability {
  readonly name: AbilityName;
  /** `null`: that depends on the program, which was not asked. */
  readonly isPossible: boolean | null;
  /** Rights of this process or this machine; empty where something else is in the way. */
  readonly missing: readonly MissingRight[];
  readonly detail: string;
}

/** Which ways to look at a process are possible from here. */
export interface ProcessCheck {
  readonly pid: number;
  readonly name: string;
  /** `null` where it is neither, or its executable cannot be seen. */
  readonly runtime: 'go' | 'node' | null;
  readonly version: string | null;
  readonly abilities: readonly Ability[];
}

/**
 * Finds out by trying what attach can see of a process, and which right is missing where it cannot.
 *
 * @throws SandboxError `input` for no such process
 */
export async function checkProcess(pid: number): Promise<ProcessCheck> {
  const name = nameOf(pid);
  if (name === null) throw new SandboxError('input', `expected a running process, got ${pid}`);
  const { runtime, version, maps } = await tryMaps(pid);
  const abilities = [maps, growthsOf(runtime, maps), limitOf(pid), heapProfileOf(runtime)];
  return { pid, name, runtime, version, abilities };
}

async function tryMaps(
  pid: number,
): Promise<Pick<ProcessCheck, 'runtime' | 'version'> & { readonly maps: Ability }> {
  const { canRead, missing } = memoryAccess(pid);
  const refused = (detail: string): Ability => ({
    name: 'maps',
    isPossible: false,
    missing,
    detail,
  });
  if (!canRead) {
    return { runtime: null, version: null, maps: refused('its memory cannot be read') };
  }
  try {
    const { runtime, source } = await openProcess(pid);
    const { version } = source.process;
    await source.close();
    const proof =
      runtime === 'go' ? 'its heap adds up' : 'a child of its executable was read right';
    const maps: Ability = { name: 'maps', isPossible: true, missing: [], detail: proof };
    return { runtime, version, maps };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return { runtime: null, version: null, maps: refused(error.message) };
  }
}

function growthsOf(runtime: ProcessCheck['runtime'], maps: Ability): Ability {
  const name = 'growths';
  if (runtime === 'node') {
    const detail = 'start the program with node --import mapswell/register (docs/register.md)';
    return { name, isPossible: false, missing: [], detail };
  }
  const missing = missingForProbes();
  if (runtime === null) {
    const detail = `needs the maps of a Go program first: ${maps.detail}`;
    return { name, isPossible: false, missing, detail };
  }
  const isPossible = missing.length === 0;
  const detail = isPossible
    ? 'probes of the kernel through tracefs'
    : 'no probes of the kernel; looks see growths between one and the next';
  return { name, isPossible, missing, detail };
}

function missingForProbes(): readonly MissingRight[] {
  const { folder, missing } = findTracefs();
  if (folder !== null || missing.length > 0) return missing;
  // It is mounted for a moment: only then the kernel shows what it can do.
  try {
    const tracefs = openTracefs();
    const hasProbes = existsSync(join(tracefs.folder, 'uprobe_events'));
    tracefs.close();
    return hasProbes ? [] : [noProbes];
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return [{ ...noProbes, right: 'tracefs', reason: error.message }];
  }
}

const noProbes: MissingRight = {
  right: 'a kernel with user-space probes',
  reason: 'this kernel has none (CONFIG_UPROBE_EVENTS)',
  remedy: 'watch without --growths: looks see growths too, between one and the next',
};

function limitOf(pid: number): Ability {
  const room = groupRoomOf(pid);
  const detail =
    room === null
      ? 'no control group that can be seen from here limits its memory: name one by --limit'
      : `${formatLimitBytes(room.limitBytes)} by its control group`;
  return { name: 'limit', isPossible: room !== null, missing: [], detail };
}

function heapProfileOf(runtime: ProcessCheck['runtime']): Ability {
  return {
    name: 'heap-profile',
    isPossible: runtime === 'node' ? false : null,
    missing: [],
    detail:
      runtime === 'node'
        ? 'only Go programs have one that shows tables'
        : 'needs no right where the program serves /debug/pprof: attach --pprof URL',
  };
}

/** The kernel's own name, which is cut, where the executable cannot be seen. */
function nameOf(pid: number): string | null {
  try {
    return fileNameOf(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return keptNameOf(pid);
  }
}

function keptNameOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return null;
  }
}
