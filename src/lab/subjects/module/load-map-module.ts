import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';
import type { MapModule } from './map-module.ts';

const required = ['create', 'set', 'get', 'delete', 'size'] as const;
const optional = ['clear', 'entries', 'stats', 'close'] as const;

/**
 * Loads a map of the user's own from a file, by a path from the working folder.
 *
 * @throws SandboxError `config` when it cannot be loaded or lacks a function
 */
export async function loadMapModule(file: string): Promise<MapModule> {
  const loaded = await importModule(resolve(file)).catch((cause: unknown) => {
    throw new SandboxError('config', `${file} could not be loaded: ${String(cause)}`, { cause });
  });
  const found = [loaded, Object(loaded)['default']].find(isMapModule);
  if (found !== undefined) return found;
  const names = Object.keys(Object(loaded));
  throw new SandboxError(
    'config',
    `expected ${file} to export the functions ${required.join(', ')} and perhaps ${optional.join(', ')}, got ${names.join(', ') || 'nothing'}`,
  );
}

async function importModule(file: string): Promise<unknown> {
  if (!/\.(?:ts|mts|cts)$/.test(file)) return await import(pathToFileURL(file).href);
  const { createJiti } = await import('jiti');
  return await createJiti(import.meta.url, { moduleCache: false }).import(file);
}

function isMapModule(loaded: unknown): loaded is MapModule {
  const exported = Object(loaded);
  return (
    required.every((name) => typeof exported[name] === 'function') &&
    optional.every((name) => ['function', 'undefined'].includes(typeof exported[name]))
  );
}

/**
 * Checks that a module has what a workload asks of it.
 *
 * @throws SandboxError `config` naming the function that is missing
 */
export function requireOffered(
  module: Pick<MapModule, 'clear' | 'entries'>,
  { id, workload }: Cell,
  file: string,
): void {
  for (const { whole = [] } of workload.phases)
    for (const { kind } of whole) {
      const name = kind === 'clear' ? 'clear' : 'entries';
      if (module[name] === undefined)
        throw new SandboxError(
          'config',
          `${id}: expected ${file} to export ${name} for the operation ${kind}, got no such function`,
        );
    }
}
