import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { importModule } from '../../base/primitives/input/import-module.ts';
import { parseJson } from '../../base/primitives/input/parse-json.ts';
import { readInputText } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/**
 * Loads the default export of a TypeScript or JavaScript file, or the content of a JSON file.
 *
 * TypeScript goes through jiti: Node 20 cannot load it, and newer versions refuse some of it.
 * `mapswell` resolves to this very program, so that a folder without `node_modules` works too.
 *
 * @throws SandboxError `input` for a JSON file that is none, `config` when the file throws, does not parse or exports nothing
 */
export async function loadModule(file: string): Promise<unknown> {
  if (file.endsWith('.json')) return parseJson(readInputText(file), file);
  const loaded = await importFile(file).catch((error: unknown) => {
    throw new SandboxError('config', `${basename(file)} could not be loaded: ${firstLine(error)}`, {
      cause: error,
    });
  });
  if (loaded === undefined)
    throw new SandboxError('config', `${basename(file)}: expected a default export, got none`);
  return loaded;
}

async function importFile(file: string): Promise<unknown> {
  if (/\.(?:ts|mts|cts)$/.test(file)) {
    const { createJiti } = await import('jiti');
    const jiti = createJiti(import.meta.url, {
      moduleCache: false,
      alias: { mapswell: selfPath() },
    });
    return await jiti.import(file, { default: true });
  }
  const module = await importModule(pathToFileURL(file).href);
  return module['default'];
}

/**
 * The module that stands for `mapswell` inside configuration and scenario files. It holds only what
 * such files need: the whole library would be compiled again by jiti.
 */
function selfPath(): string {
  const define = fileURLToPath(new URL('define.js', import.meta.url));
  return existsSync(define) ? define : fileURLToPath(new URL('define.ts', import.meta.url));
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.split('\n')[0] ?? text;
}
