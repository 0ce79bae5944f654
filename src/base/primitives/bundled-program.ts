import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file to start a program from: its file of the bundle, which loads in half of the time that its modules
 * take, a hundred and more. Its module where nothing was bundled, and where coverage is measured, because
 * counts of the one cannot be added to those of the other.
 *
 * @param module of the program, or its file of the bundle, which stays
 */
export function bundledProgram(
  module: URL,
  env: Readonly<Record<string, string | undefined>> = process.env,
): URL {
  if (module.pathname.endsWith('.cjs') || env['NODE_V8_COVERAGE'] !== undefined) return module;
  const name = basename(module.pathname, '.js');
  const file = new URL(`../../../bundle/${name}.cjs`, import.meta.url);
  return existsSync(fileURLToPath(file)) ? file : module;
}
