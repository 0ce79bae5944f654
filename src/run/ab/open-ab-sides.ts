import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SandboxError } from '../../primitives/sandbox-error.ts';
import type { AbSide, AbSides } from './ab-side.ts';
import { installPackages, type Installation } from './install-packages.ts';
import { ownCellProcess } from './own-cell-process.ts';
import { checkOutRevision } from './revision-checkout.ts';

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
    const base = await openSide(request.base, request, undo);
    const head = await openSide(request.head, request, undo);
    if (base.isConfiguration !== head.isConfiguration)
      throw new SandboxError(
        'usage',
        `expected two configuration files or none, got ${request.base} and ${request.head}`,
      );
    return await use({ base, head });
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function openSide(
  word: string,
  request: AbRequest,
  undo: (() => Promise<void>)[],
): Promise<AbSide> {
  const path = resolve(request.cwd, word);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() === true) return configurationSide(word, path, request);
  if (found?.isDirectory() === true) return folderSide(word, realpathSync(path), request);
  const { signal, onStep, installation } = request;
  onStep(`checking out ${word}`);
  const checkout = await checkOutRevision(request.cwd, word, signal);
  undo.push(async () => checkout.remove());
  onStep(`installing ${checkout.name}`);
  await installPackages(checkout.folder, checkout.root, installation, signal);
  signal.throwIfAborted();
  return folderSide(checkout.name, checkout.folder, request);
}

function folderSide(name: string, folder: string, { configFile }: AbRequest): AbSide {
  const cellProcess = ownCellProcess(folder);
  return {
    name,
    folder,
    isConfiguration: false,
    ...(configFile === undefined ? {} : { configFile: resolve(folder, configFile) }),
    ...(cellProcess === undefined ? {} : { cellProcess }),
  };
}

function configurationSide(name: string, file: string, { configFile }: AbRequest): AbSide {
  if (configFile !== undefined)
    throw new SandboxError('usage', `expected no --config beside configuration files, got ${name}`);
  return { name, folder: dirname(file), configFile: file, isConfiguration: true };
}
