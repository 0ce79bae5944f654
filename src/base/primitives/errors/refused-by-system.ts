import { fileErrorCode, fileErrorReason } from './file-error.ts';
import { SandboxError } from './sandbox-error.ts';

/** Codes of Node.js for what the machine has too little of. */
const scarceCodes = new Set([
  'ERR_MEMORY_ALLOCATION_FAILED',
  'ERR_WORKER_INIT_FAILED',
  'ERR_WORKER_OUT_OF_MEMORY',
]);
const outOfMemory =
  /could not allocate memory|Array buffer allocation failed|Invalid (?:array buffer|typed array|string) length|Cannot create a string longer/;

/**
 * An error with which the machine refused something, in words: a call of the system that failed, memory or
 * threads that it does not have. It is no defect, wherever it came up.
 *
 * @returns `null` for any other error
 */
export function refusedBySystem(error: unknown): SandboxError | null {
  if (!(error instanceof Error) || error instanceof SandboxError) return null;
  const message = messageOf(error);
  return message === null ? null : new SandboxError('environment', message, { cause: error });
}

function messageOf(error: Error): string | null {
  if (scarceCodes.has(fileErrorCode(error)) || outOfMemory.test(error.message))
    return `this machine, or a limit of it, has too little memory or too few threads: ${error.message}`;
  if (!('syscall' in error) || !/^E[A-Z\d]+$/.test(fileErrorCode(error))) return null;
  const path = 'path' in error ? ` ${String(error.path)}` : '';
  return `cannot ${String(error.syscall)}${path}: ${fileErrorReason(error)}`;
}
