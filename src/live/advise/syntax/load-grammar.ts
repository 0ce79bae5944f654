import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser } from 'web-tree-sitter';

/** Grammars that the package ships. */
export type GrammarName = 'go' | 'javascript' | 'typescript' | 'tsx';

// From dist, where this file runs, to the sources that the package ships.
const folder = new URL('../../../../../src/live/advise/grammar/', import.meta.url);

/** One of each for the process: loading it again would take the memory from under parsers at work. */
const loading = new Map<GrammarName, Promise<Language>>();
let starting: Promise<void> | undefined;

/** The grammar of a language. */
export async function loadGrammar(name: GrammarName): Promise<Language> {
  const known = loading.get(name) ?? load(name);
  loading.set(name, known);
  return await known;
}

async function load(name: GrammarName): Promise<Language> {
  const runtime = createRequire(import.meta.url).resolve('web-tree-sitter/web-tree-sitter.wasm');
  starting ??= Parser.init({ locateFile: () => runtime });
  await starting;
  return await Language.load(readFileSync(new URL(`tree-sitter-${name}.wasm`, folder)));
}
