import { SandboxError } from '../errors/sandbox-error.ts';
import { type FileKind, nameOfFile } from './file-kinds.ts';
import { type OutputPlace, placeOf, textOf } from './output-place.ts';
import type { OutputTarget } from './output-target.ts';

/** What an output may not harm. */
export interface OutputRules {
  readonly kind: FileKind;
  /** Paths of what the command reads. */
  readonly inputs: readonly string[];
  /** Whoever says so means it: whatever file stands there is replaced. */
  readonly isForced: boolean;
}

/**
 * Refuses an output that would destroy what is not ours to replace: a file that the command reads, and
 * any file that is not empty and not of the same kind.
 *
 * @throws SandboxError `usage` naming the flag, the file and what it is; `output` where nothing can be
 *   written at all
 */
export async function requireHarmless(
  { name, path }: OutputPlace,
  { kind, inputs, isForced }: OutputRules,
): Promise<OutputTarget> {
  const { target, isInput } = await placeOf(path, inputs);
  if (isForced || target.kind === 'nothing') return target;
  if (isInput) throw refuse(name, 'another file than those that are read', path, 'is one of them');
  if (target.kind === 'stream') return target;
  // Read whatever its size says: the switches of the kernel in /proc and /sys call themselves empty.
  const text = await textOf(target);
  if (text === '' || (text !== null && kind.matches(text))) return target;
  const what = (text === null ? null : nameOfFile(text)) ?? 'a file that mapswell did not write';
  throw refuse(name, `a new file or ${kind.name}`, path, `is ${what}`);
}

function refuse(name: string, wanted: string, path: string, got: string): SandboxError {
  return new SandboxError(
    'usage',
    `expected ${name} to name ${wanted}, got ${path}, which ${got}; --force replaces it`,
  );
}
