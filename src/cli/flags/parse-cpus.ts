import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/**
 * Reads a number of CPUs, fractions allowed.
 *
 * @throws SandboxError `usage` for anything but a number from 0.01 to 1024
 */
export function parseCpus(text: string, option: string): number {
  const cpus = /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (cpus >= 0.01 && cpus <= 1024) return cpus;
  throw new SandboxError(
    'usage',
    `expected ${option} to be a number from 0.01 to 1024, such as 2 or 0.5, got ${JSON.stringify(text)}`,
  );
}
