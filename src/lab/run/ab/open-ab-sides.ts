import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { defined } from '../../../base/primitives/defined.ts';
import { statInput } from '../../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { gitText } from '../git/run-git.ts';
import type { AbSide, AbSides } from './ab-side.ts';
import { installPackages, type Installation } from './install-packages.ts';
import { ownCellProcess } from './own-cell-process.ts';
import { checkOutRevision, type RevisionCheckout } from './revision-checkout.ts';

/** What the user named as the two sides. */
export interface AbRequest {
  readonly cwd: string;
  /** Each a folder, a configuration file, or a git revision; a path wins over a revision. */
  readonly base: string;
  readonly head: string;
  /** Configuration file, from the folder of each side. */
  readonly configFile?: string;
  readonly installation: Installation;
  readonly signal: AbortSignal;
  /** Hears what takes a while. */
  readonly onStep: (sentence: string) => void;
}

/**
 * Makes both sides ready to be measured, lets `use` measure them, and removes again what was made for
 * them, whatever happens.
 *
 * @throws SandboxError `usage` for what is neither path nor revision, `environment` where a checkout
 *   or an installation fails, and what `use` throws
 */
export async function withAbSides<Result>(
  request: AbRequest,
  use: (sides: AbSides) => Promise<Result>,
): Promise<Result> {
  const undo: (() => Promise<void>)[] = [];
  try {
    const opened = [
      await openSide(request.base, request, undo),
      await openSide(request.head, request, undo),
    ] as const;
    // Installing takes minutes: a word that is wrong has been refused before.
    const base = await installed(opened[0], request);
    const head = await installed(opened[1], request);
    if (base.isConfiguration !== head.isConfiguration)
      throw new SandboxError(
        'usage',
        `expected two configuration files or none, got ${request.base} and ${request.head}`,
      );
    if (undo.length === 2) await tellOfUncommitted(request);
    return await use({ base, head });
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

/** Where both sides are revisions, what is not committed is in neither. */
async function tellOfUncommitted({ cwd, signal, onStep }: AbRequest): Promise<void> {
  const words = ['status', '--porcelain', '--untracked-files=no'];
  const changed = (await gitText(cwd, words, signal)).split('\n').filter((line) => line !== '');
  if (changed.length > 0)
    onStep(`what is not committed here is in neither side (files: ${changed.length})`);
}

/** A side that was found, before its packages are. */
type OpenSide =
  | { readonly kind: 'configuration'; readonly word: string; readonly path: string }
  | { readonly kind: 'folder'; readonly word: string; readonly path: string }
  | { readonly kind: 'revision'; readonly checkout: RevisionCheckout };

async function openSide(
  word: string,
  request: AbRequest,
  undo: (() => Promise<void>)[],
): Promise<OpenSide> {
  const path = resolve(request.cwd, word);
  const found = statInput(path);
  if (found?.isFile() === true) return { kind: 'configuration', word, path };
  if (found?.isDirectory() === true) return { kind: 'folder', word, path: realpathSync(path) };
  request.onStep(`checking out ${word}`);
  const checkout = await checkOutRevision(request.cwd, word, request.signal, request.onStep);
  undo.push(async () => checkout.remove());
  return { kind: 'revision', checkout };
}

async function installed(side: OpenSide, request: AbRequest): Promise<AbSide> {
  if (side.kind === 'configuration') return configurationSide(side.word, side.path, request);
  if (side.kind === 'folder') return folderSide(side.word, side.path, request);
  const { signal, onStep, installation } = request;
  const { name, folder, root } = side.checkout;
  onStep(`installing ${name}`);
  await installPackages(folder, root, installation, signal);
  signal.throwIfAborted();
  return folderSide(name, folder, request);
}

function folderSide(name: string, folder: string, { configFile }: AbRequest): AbSide {
  const cellProcess = ownCellProcess(folder);
  return {
    name,
    folder,
    isConfiguration: false,
    ...(configFile === undefined ? {} : { configFile: resolve(folder, configFile) }),
    ...defined({ cellProcess }),
  };
}

function configurationSide(name: string, file: string, { configFile }: AbRequest): AbSide {
  if (configFile !== undefined)
    throw new SandboxError('usage', `expected no --config beside configuration files, got ${name}`);
  return { name, folder: dirname(file), configFile: file, isConfiguration: true };
}
