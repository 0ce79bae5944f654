import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { GoAttachment } from './go/go-attachment.ts';
import { type GoAttachOptions, openGoProcess } from './go/open-go-process.ts';
import type { NodeAttachment } from './node/node-attachment.ts';
import { findNodeProgram } from './node/node-program.ts';
import { openNodeProcess } from './node/open-node-process.ts';
import { memoryAccess } from './proc/access-rights.ts';
import { ElfFile } from './proc/elf-file.ts';
import { readGoBuildInfo } from './proc/go-build-info.ts';
import { memoryLimitOf } from './proc/memory-limit.ts';
import { identifyProcess, type ProcessIdentity } from './proc/process-identity.ts';

/** A process that is looked at from outside, by the runtime that its executable tells. */
export type OpenProcess = { readonly identity: ProcessIdentity } & (
  | { readonly runtime: 'go'; readonly source: GoAttachment }
  | { readonly runtime: 'node'; readonly source: NodeAttachment }
);

/**
 * Attaches to a running program of Go or Node.js: reads its memory from outside, and never stops,
 * signals or writes to it.
 *
 * @throws SandboxError `input` for no such process, or one of another runtime; `environment` where its
 *   memory may not be read, with the right that is missing; `invalid` where its layout does not fit
 */
export async function openProcess(
  pid: number,
  options: Pick<GoAttachOptions, 'readsStacks' | 'typesPerScan'> = {},
): Promise<OpenProcess> {
  const identity = identifyOrExplain(pid);
  const { canRead } = memoryAccess(pid);
  if (!canRead) throw refusal(pid, identity.name);
  if (isGo(pid)) return { identity, runtime: 'go', source: openGoProcess(identity, options) };
  if (findNodeProgram(pid) === null) {
    throw new SandboxError(
      'input',
      `expected process ${pid} to run a program of Go or Node.js, got ${identity.executable}`,
    );
  }
  const limitBytes = memoryLimitOf(pid);
  return { identity, runtime: 'node', source: await openNodeProcess(identity, { limitBytes }) };
}

/** A process whose executable cannot be seen: what is missing to read its memory says more. */
function identifyOrExplain(pid: number): ProcessIdentity {
  try {
    return identifyProcess(pid);
  } catch (error) {
    if (!(error instanceof SandboxError) || error.code !== 'environment') throw error;
    throw memoryAccess(pid).canRead ? error : refusal(pid, null);
  }
}

function refusal(pid: number, name: string | null): SandboxError {
  const { missing } = memoryAccess(pid);
  const rights = missing.map(({ right }) => right).join(' and ');
  const [first] = missing;
  const verb = missing.length === 1 ? 'is' : 'are';
  const why = first === undefined ? '' : ` ${verb} missing: ${first.reason}; ${first.remedy}`;
  const who = name === null ? `${pid}` : `${pid} (${name})`;
  return new SandboxError(
    'environment',
    `cannot read the memory of process ${who}: ${rights}${why}`,
  );
}

function isGo(pid: number): boolean {
  const elf = new ElfFile(`/proc/${pid}/exe`);
  try {
    return elf.section('.go.buildinfo') !== null && readGoBuildInfo(elf) !== null;
  } finally {
    elf.close();
  }
}
