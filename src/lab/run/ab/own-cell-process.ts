import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** Where a build keeps that program, and where the builds of earlier revisions kept it. */
const places = ['dist/src/lab/subjects/cell-process.js', 'dist/src/target/cell-process.js'];

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
  const program = places.map((place) => join(folder, place)).find((path) => existsSync(path));
  if (program !== undefined) return program;
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
