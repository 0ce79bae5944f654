import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import type * as VegaModule from 'vega';
import type * as InterpreterModule from 'vega-interpreter';
import type * as VegaLiteModule from 'vega-lite';
import { importModule } from '../../../base/primitives/input/import-module.ts';

type Vega = typeof VegaModule;
type VegaLite = typeof VegaLiteModule;
type Interpreter = typeof InterpreterModule;

const require = createRequire(import.meta.url);
let vega: Promise<Vega> | undefined;
let vegaLite: Promise<VegaLite> | undefined;

/** Vega; only those who draw pay for it. */
export async function loadVega(): Promise<Vega> {
  vega ??= loadBundle('vega', 'vega.min.js', isVega, {});
  return await vega;
}

/** Vega-Lite; only those who draw a chart of a new shape pay for it. */
export async function loadVegaLite(): Promise<VegaLite> {
  vegaLite ??= loadVega().then((parts) =>
    loadBundle('vega-lite', 'vega-lite.min.js', isVegaLite, { vega: parts }),
  );
  return await vegaLite;
}

/** What evaluates the expressions of a chart without making code of them. */
export async function loadInterpreter(): Promise<Interpreter> {
  return await loadModules('vega-interpreter', isInterpreter);
}

/**
 * The file that a package ships for browsers: the same code as its modules, which are some four
 * hundred files and take three times as long to load. Where there is none, the modules.
 *
 * @param needs what the file asks for by `require`
 */
async function loadBundle<Parts>(
  name: string,
  file: string,
  isWhole: (parts: unknown) => parts is Parts,
  needs: Readonly<Record<string, unknown>>,
): Promise<Parts> {
  try {
    const filename = join(dirname(require.resolve(name)), file);
    const bundle: { exports: unknown } = { exports: {} };
    const run = compileFunction(
      await readFile(filename, 'utf8'),
      ['exports', 'module', 'require'],
      { filename },
    );
    Reflect.apply(run, bundle.exports, [bundle.exports, bundle, (id: string) => needs[id]]);
    if (isWhole(bundle.exports)) return bundle.exports;
  } catch {
    // Another version may ship other files: its modules do the same.
  }
  return await loadModules(name, isWhole);
}

async function loadModules<Parts>(
  name: string,
  isWhole: (parts: unknown) => parts is Parts,
): Promise<Parts> {
  const parts: unknown = await importModule(name);
  if (isWhole(parts)) return parts;
  throw new Error(`expected ${name} to have what a chart is drawn with`);
}

function isVega(parts: unknown): parts is Vega {
  return ['View', 'parse', 'resetSVGDefIds'].every((name) => isFunctionOf(parts, name));
}

function isVegaLite(parts: unknown): parts is VegaLite {
  return isFunctionOf(parts, 'compile');
}

function isInterpreter(parts: unknown): parts is Interpreter {
  const { expressionInterpreter } = Object(parts);
  return typeof expressionInterpreter === 'object' && expressionInterpreter !== null;
}

function isFunctionOf(parts: unknown, name: string): boolean {
  return typeof Reflect.get(Object(parts), name) === 'function';
}
