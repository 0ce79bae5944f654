import { lstatSync, type Stats, statSync } from 'node:fs';
import { cannotRead } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { isTrustedOwner } from '../../base/primitives/trusted-owner.ts';

/** No configuration or scenario is that large. */
const mostBytes = 2 ** 20;

/**
 * Looks at a file before it is executed: a configuration that is found in a folder above may have been laid
 * there by somebody else.
 *
 * @param trustedUid whose files are trusted too, because the user named one
 * @throws SandboxError `config` for a file of another user, a link of one, and what is no file
 */
export function requireTrusted(file: string, trustedUid?: number): void {
  const stats = [lstatSync, statSync].map((look) => lookAt(file, look));
  const other = stats.find((one) => !isTrustedOwner(one) && one.uid !== trustedUid);
  if (other !== undefined)
    throw new SandboxError(
      'config',
      `${file} belongs to another user (uid ${other.uid}) and is not executed; to trust that user, name the configuration with --config`,
    );
  const [, target] = stats;
  if (target?.isFile() !== true || target.size > mostBytes)
    throw new SandboxError('config', `expected ${file} to be a file of at most 1 MiB`);
}

/** The owner of a file that the user named, who is trusted by that. */
export function ownerOfNamed(file: string): number {
  return lookAt(file, statSync).uid;
}

function lookAt(file: string, look: (path: string) => Stats): Stats {
  try {
    return look(file);
  } catch (error) {
    throw cannotRead(file, error);
  }
}
