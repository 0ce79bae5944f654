import { existsSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { readInputText } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ResolvedContract } from '../../live/contract/document/resolve-contract.ts';

/** The file that is meant where none is named. */
export const usualContract = 'mapswell.contract.yaml';

/** A contract in a file of the working tree. */
export interface OpenedContract {
  readonly contract: ResolvedContract;
  /** Whole path. */
  readonly file: string;
  /** What its paths begin at. */
  readonly folder: string;
}

/**
 * Reads the contract that was named, or the usual one; `null` where none was named and there is none.
 *
 * @throws SandboxError `config` for what is no contract, `input` for a file that cannot be read
 */
export async function openContract(
  path: string | undefined,
  cwd: string,
): Promise<OpenedContract | null> {
  const file = resolve(cwd, path ?? usualContract);
  if (path === undefined && !existsSync(file)) return null;
  const text = readInputText(file);
  const [{ parseContract }, { resolveContract }] = await Promise.all([
    import('../../live/contract/document/contract-file.ts'),
    import('../../live/contract/document/resolve-contract.ts'),
  ]);
  const folder = dirname(file);
  const shown = relative(cwd, file);
  const parsed = parseContract(text, shown.startsWith('..') ? file : shown);
  const contract = resolveContract(parsed, (beside) => readInputText(resolve(folder, beside)));
  return { contract, file, folder };
}
/** @throws SandboxError `usage` where there is none */
export async function requireContract(
  path: string | undefined,
  cwd: string,
): Promise<OpenedContract> {
  const opened = await openContract(path, cwd);
  if (opened !== null) return opened;
  throw new SandboxError('usage', `expected a contract, got none: there is no ${usualContract}`);
}
