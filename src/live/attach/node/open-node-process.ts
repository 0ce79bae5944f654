import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { ProcessIdentity } from '../proc/process-identity.ts';
import { ProcessMemory, type ReadListener } from '../proc/process-memory.ts';
import { learnProgram } from './learn-program.ts';
import { NodeAttachment } from './node-attachment.ts';
import { findNodeProgram } from './node-program.ts';

/** How to look at a Node.js process. */
export interface NodeAttachOptions {
  /** Hears of every read of its memory. */
  readonly onRead?: ReadListener;
  /** Bytes that the process may take. @default null: without a limit */
  readonly limitBytes?: number | null;
}

/**
 * Attaches to a running Node.js program: reads its memory from outside, and never stops, signals or
 * writes to it. How V8 lays out its heap is learned from, and proved on, a child of the same
 * executable, which takes a third of a second.
 *
 * @throws SandboxError `input` if it is no Node.js program; `invalid` if the self-test on the child
 *   fails, as it does where pointers are compressed; `environment` if its memory may not be read
 */
export async function openNodeProcess(
  identity: ProcessIdentity,
  options: NodeAttachOptions = {},
): Promise<NodeAttachment> {
  const { pid } = identity;
  const memory = new ProcessMemory(pid, options.onRead ?? null);
  try {
    const program = findNodeProgram(pid);
    if (program === null) {
      throw new SandboxError(
        'input',
        `expected process ${pid} to run Node.js, got ${identity.executable}`,
      );
    }
    const layout = await learnProgram(program, pid);
    return new NodeAttachment(identity, memory, layout, options.limitBytes ?? null);
  } catch (error) {
    memory.close();
    throw error;
  }
}
