import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../../primitives/sandbox-error.ts';

/**
 * The program that loads the cells of a folder that is mapswell itself: there the reference maps are
 * what is under load, so each side brings its own. Everywhere else the running mapswell loads both
 * sides, so that a difference is never one of the instrument.
 *
 * @returns `undefined` for the running one
 * @throws SandboxError `usage` for a checkout of mapswell that was not built
 */
export function ownCellProcess(folder: string): string | undefined {
  if (packageName(folder) !== 'mapswell') return undefined;
  const program = join(folder, 'dist', 'src', 'target', 'cell-process.js');
  if (existsSync(program)) return program;
  throw new SandboxError(
    'usage',
    `${folder} is mapswell itself, whose own maps are loaded, and was not built: run npm ci there`,
  );
}

function packageName(folder: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object(value)['name'];
  } catch {
    return undefined;
  }
}
