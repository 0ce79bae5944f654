import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Kernel } from './kernel.ts';

/** Uncharged memory of a kernel. @throws SandboxError `environment` when there is none left */
export function reserveMemory(kernel: Kernel, bytes: number, purpose: string): number {
  const address = kernel.exports.arenaReserve(bytes);
  if (address !== 0) return address;
  throw new SandboxError(
    'environment',
    `expected room for ${bytes} bytes of ${purpose} beside the map, got none`,
  );
}
