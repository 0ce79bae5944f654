import { SandboxError } from '../base/primitives/errors/sandbox-error.ts';
import { nearestName } from '../base/primitives/errors/nearest-name.ts';

/**
 * Callers in JavaScript have no compiler: a key that is misspelt would be left out.
 *
 * @param known every key that there is
 * @throws SandboxError `usage` naming the key, and the one that was meant
 */
export function refuseUnknownKeys(options: object, known: readonly string[], where: string): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const nearest = nearestName(key, known);
    const hint =
      nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
    throw new SandboxError('usage', `${where}: unknown key ${key} (${hint})`);
  }
}
