import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { fileErrorCode } from '../../../base/primitives/errors/file-error.ts';

/** A right that is missing to read a process's memory. */
export interface MissingRight {
  /** Its name, as in `CAP_SYS_PTRACE`. */
  readonly right: string;
  /** Why it is needed here. */
  readonly reason: string;
  readonly remedy: string;
}

/** Whether a process's memory can be read from here, and what is missing where it cannot. */
export interface MemoryAccess {
  /** By trying it. */
  readonly canRead: boolean;
  readonly missing: readonly MissingRight[];
}

/** What decides whether one process may read another's memory. */
export interface AccessFacts {
  readonly ownUid: number;
  readonly ownGid: number;
  readonly ownCapabilities: bigint;
  /** Real, effective and saved ids of the target. */
  readonly targetUids: readonly number[];
  readonly targetGids: readonly number[];
  readonly targetCapabilities: bigint;
  /** Who owns `/proc/PID/mem`: root for a process that must not be dumped. */
  readonly fileOwner: number;
  /** `kernel.yama.ptrace_scope`; 0 where there is no Yama. */
  readonly yamaScope: number;
}

const capabilityBits = {
  CAP_DAC_OVERRIDE: 1n,
  CAP_DAC_READ_SEARCH: 2n,
  CAP_SYS_PTRACE: 19n,
  CAP_SYS_ADMIN: 21n,
};

/** Tries to open the memory of a process, and says what is missing where it cannot be opened. */
export function memoryAccess(pid: number): MemoryAccess {
  const refusal = tryOpen(`/proc/${pid}/mem`);
  if (refusal === null) return { canRead: true, missing: [] };
  const facts = readAccessFacts(pid);
  const missing = facts === null ? [] : missingRights(facts);
  return { canRead: false, missing: missing.length > 0 ? missing : [unexplained(refusal)] };
}

/** The missing rights by the kernel's rules for `PTRACE_MODE_ATTACH_FSCREDS`. */
export function missingRights(facts: AccessFacts): readonly MissingRight[] {
  const missing: MissingRight[] = [];
  if (facts.yamaScope === 3) {
    missing.push({
      right: 'kernel.yama.ptrace_scope below 3',
      reason: 'Yama forbids any process to look into another, until the next boot',
      remedy: 'boot with another kernel.yama.ptrace_scope',
    });
  }
  const mayReadFile =
    facts.ownUid === facts.fileOwner ||
    holds(facts, 'CAP_DAC_OVERRIDE') ||
    holds(facts, 'CAP_DAC_READ_SEARCH');
  if (!mayReadFile) {
    missing.push({
      right: 'CAP_DAC_READ_SEARCH',
      reason: `/proc/PID/mem belongs to user ${facts.fileOwner}, and this is user ${facts.ownUid}`,
      remedy: `run as user ${facts.fileOwner}, or with CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE`,
    });
  }
  const reason = holds(facts, 'CAP_SYS_PTRACE') ? null : whyPtrace(facts);
  if (reason !== null) missing.push({ right: 'CAP_SYS_PTRACE', ...reason });
  return missing;
}

function whyPtrace(
  facts: AccessFacts,
): { readonly reason: string; readonly remedy: string } | null {
  const { ownUid, ownGid, targetUids, targetGids } = facts;
  const isSame = targetUids.every((id) => id === ownUid) && targetGids.every((id) => id === ownGid);
  if (!isSame) {
    const owner = `${targetUids[0]}:${targetGids[0]}`;
    return {
      reason: `the process runs as ${owner}, and this one as ${ownUid}:${ownGid}`,
      remedy: `run as ${owner}, or with CAP_SYS_PTRACE`,
    };
  }
  if (facts.fileOwner !== ownUid) {
    return {
      reason: 'the process must not be dumped (PR_SET_DUMPABLE, set-user-id or file capabilities)',
      remedy: 'run with CAP_SYS_PTRACE',
    };
  }
  if ((facts.targetCapabilities & ~facts.ownCapabilities) !== 0n) {
    return {
      reason: 'the process has capabilities that this one has not',
      remedy: 'run with CAP_SYS_PTRACE',
    };
  }
  if (facts.yamaScope === 1 || facts.yamaScope === 2) {
    return {
      reason: `kernel.yama.ptrace_scope is ${facts.yamaScope}`,
      remedy:
        facts.yamaScope === 1
          ? 'run with CAP_SYS_PTRACE, or set kernel.yama.ptrace_scope to 0'
          : 'run with CAP_SYS_PTRACE',
    };
  }
  return null;
}

/** Whether this process has a capability in effect. */
export function holdsCapability(capability: keyof typeof capabilityBits): boolean {
  return ((readStatus('self').effective >> capabilityBits[capability]) & 1n) === 1n;
}

function holds(facts: AccessFacts, capability: keyof typeof capabilityBits): boolean {
  return ((facts.ownCapabilities >> capabilityBits[capability]) & 1n) === 1n;
}

function readAccessFacts(pid: number): AccessFacts | null {
  try {
    const own = readStatus('self');
    const target = readStatus(pid);
    return {
      // The file system's ids decide.
      ownUid: own.uids[3] ?? -1,
      ownGid: own.gids[3] ?? -1,
      ownCapabilities: own.effective,
      targetUids: target.uids.slice(0, 3),
      targetGids: target.gids.slice(0, 3),
      targetCapabilities: target.permitted,
      fileOwner: statSync(`/proc/${pid}/mem`).uid,
      yamaScope: readYamaScope(),
    };
  } catch {
    return null;
  }
}

interface Status {
  readonly uids: readonly number[];
  readonly gids: readonly number[];
  readonly effective: bigint;
  readonly permitted: bigint;
}

function readStatus(pid: number | 'self'): Status {
  const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
  const words = (name: string): readonly string[] =>
    lines
      .find((line) => line.startsWith(`${name}:`))
      ?.split(/\s+/)
      .slice(1) ?? [];
  return {
    uids: words('Uid').map(Number),
    gids: words('Gid').map(Number),
    effective: BigInt(`0x${words('CapEff')[0] ?? '0'}`),
    permitted: BigInt(`0x${words('CapPrm')[0] ?? '0'}`),
  };
}

function readYamaScope(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8'));
  } catch {
    return 0;
  }
}

/** The code of the refusal, or `null`. */
function tryOpen(path: string): string | null {
  try {
    closeSync(openSync(path, 'r'));
    return null;
  } catch (error) {
    return fileErrorCode(error);
  }
}

function unexplained(code: string): MissingRight {
  return {
    right: 'permission of a security module or another user namespace',
    reason: `the kernel refused (${code}) although users and capabilities allow it`,
    remedy: 'look into SELinux (deny_ptrace), AppArmor (ptrace rules) and the container settings',
  };
}
