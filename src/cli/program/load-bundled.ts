import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { encodingOf } from '../../base/primitives/input/encoding-of.ts';

/** A module as its file sees it: it may put something else into its place. */
interface LoadedModule {
  readonly exports: unknown;
}

type Env = Readonly<Record<string, string | undefined>>;

/** A call of `import`, which code that was kept cannot do. */
const importsByItself = /(?<![.\w])import\(/;

/** Where compiled code of a file stands that was kept for this V8. */
export function codeCacheOf(file: string): string {
  return `${file}.${process.versions.v8}-${process.arch}.cache`;
}

/**
 * Loads a file of the bundle, and the files beside it that it requires, with the compiled code that a
 * build kept for the same V8: what has run once is there, where V8 would compile function by function.
 * Without such code, where a file imports by itself, or where code is followed (coverage, stacks), the
 * file is required as any other.
 *
 * @param env of the process
 * @param onScript is given every file with its script, also where no code is kept
 * @param others modules that were loaded before, by file: what is required twice is one
 */
export function loadBundled(
  file: string,
  env: Env,
  onScript?: (file: string, script: Script) => void,
  others: Map<string, LoadedModule> = new Map(),
): unknown {
  const before = others.get(file);
  if (before !== undefined) return before.exports;
  const requireHere = createRequire(file);
  const cachedData = onScript === undefined ? keptCode(file, env) : undefined;
  if (onScript === undefined && cachedData === undefined) return requireHere(file);
  const bytes = readFileSync(file);
  const text = bytes.toString(encodingOf(bytes));
  if (cachedData === undefined && importsByItself.test(text)) return requireHere(file);
  const parameters = 'exports, require, module, __filename, __dirname';
  const script = new Script(`(function (${parameters}) {${text}\n})`, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  const module: LoadedModule = { exports: {} };
  others.set(file, module);
  const run: unknown = script.runInThisContext();
  if (typeof run !== 'function') throw new Error(`expected ${file} to be compiled to a function`);
  const loaded = (name: string): unknown =>
    name.startsWith('./')
      ? loadBundled(join(dirname(file), name), env, onScript, others)
      : requireHere(name);
  const required = Object.assign(loaded, requireHere);
  Reflect.apply(run, undefined, [module.exports, required, module, file, dirname(file)]);
  onScript?.(file, script);
  return module.exports;
}

function keptCode(file: string, env: Env): Buffer | undefined {
  if (env['NODE_V8_COVERAGE'] !== undefined) return undefined;
  if (env['MAPSWELL_DEBUG'] !== undefined) return undefined;
  const cache = codeCacheOf(file);
  // V8 compares no more of a source than its length.
  const isKept = existsSync(cache) && statSync(cache).mtimeMs >= statSync(file).mtimeMs;
  return isKept ? readFileSync(cache) : undefined;
}
