import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { GoParser } from '../syntax/go-parser.ts';
import { Declarations } from './declarations.ts';
import { standardLibrary } from './standard-library.ts';

/** What a `go.mod` says. */
export interface GoModule {
  readonly folder: string;
  readonly path: string;
  /** The later of its `go` and its `toolchain` line, such as `1.24`; `null` where it has none. */
  readonly go: string | null;
}

/** Declarations of packages that are kept: large programs import hundreds. */
const mostKept = 60;

/**
 * The packages that can be looked into: those of the modules at hand, and of Go's library what
 * `standard-library.ts` knows. Others are unknown, never guessed.
 */
export class Workspace {
  readonly #parser: GoParser;
  readonly #modules = new Map<string, GoModule | null>();
  readonly #packages = new Map<string, Declarations | null>();
  readonly #imported = new Set<string>();

  constructor(parser: GoParser) {
    this.#parser = parser;
  }

  /** The module that a folder belongs to. */
  moduleOf(folder: string): GoModule | null {
    const known = this.#modules.get(folder);
    if (known !== undefined) return known;
    const file = join(folder, 'go.mod');
    const parent = dirname(folder);
    const found = existsSync(file)
      ? readModule(file)
      : parent === folder
        ? null
        : this.moduleOf(parent);
    this.#modules.set(folder, found);
    return found;
  }

  /** Every module that was met so far. */
  get modules(): readonly GoModule[] {
    const found = [...this.#modules.values()].filter((module) => module !== null);
    return [...new Map(found.map((module) => [module.folder, module])).values()];
  }

  /** Declarations of an imported package. */
  package(importPath: string): Declarations | null {
    this.#imported.add(importPath);
    const known = this.#packages.get(importPath);
    const found = known === undefined ? this.#read(importPath) : known;
    // The last one asked for comes last; the first one goes, and is read again where it is needed again.
    this.#packages.delete(importPath);
    this.#packages.set(importPath, found);
    const [oldest] = this.#packages.keys();
    if (oldest !== undefined && this.#packages.size > mostKept) this.#packages.delete(oldest);
    return found;
  }

  /** The package of a folder that is analysed. */
  packageIn(folder: string): { readonly path: string; readonly declarations: Declarations } {
    const path = this.importPathOf(folder);
    const known = this.#packages.get(path) ?? null;
    if (known !== null) return { path, declarations: known };
    const declarations = new Declarations(this.#parser);
    for (const source of sourcesIn(folder)) declarations.add(source);
    this.#packages.set(path, declarations);
    return { path, declarations };
  }

  /** Lets the declarations of a package go; whoever imports it reads them again. */
  forget(path: string): void {
    if (!this.#imported.has(path)) this.#packages.delete(path);
  }

  #read(importPath: string): Declarations | null {
    const folder = this.#folderOf(importPath);
    const declarations = new Declarations(this.#parser);
    if (folder !== null && existsSync(folder)) {
      for (const source of sourcesIn(folder)) declarations.add(source);
      return declarations;
    }
    const known = standardLibrary[importPath];
    if (known === undefined) return null;
    declarations.add(known);
    return declarations;
  }

  #folderOf(importPath: string): string | null {
    const isStandard = !(importPath.split('/')[0] ?? '').includes('.');
    const holders = this.modules
      .filter(({ path }) => importPath === path || importPath.startsWith(`${path}/`))
      .toSorted((a, b) => b.path.length - a.path.length);
    const [holder] = holders;
    if (holder !== undefined)
      return join(holder.folder, importPath.slice(holder.path.length).replaceAll('/', sep));
    const standard = this.modules.find(({ path }) => path === 'std');
    return isStandard && standard !== undefined ? join(standard.folder, importPath) : null;
  }

  /** The import path of a folder; the folder itself where no module holds it. */
  importPathOf(folder: string): string {
    const module = this.moduleOf(folder);
    if (module === null) return folder;
    const below = relative(module.folder, folder).split(sep).join('/');
    const base = module.path === 'std' ? '' : module.path;
    return [base, below].filter((part) => part !== '').join('/') || module.path;
  }
}

function* sourcesIn(folder: string): Generator<string> {
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /^[^._].*\.go$/.test(entry.name),
  ))
    if (!name.endsWith('_test.go')) yield readFileSync(join(folder, name), 'utf8');
}

function readModule(file: string): GoModule {
  const text = readFileSync(file, 'utf8');
  const [, path = ''] = /^module[ \t]+"?([^\s"]+)/m.exec(text) ?? [];
  const [, go] = /^go[ \t]+(\d+\.\d+)/m.exec(text) ?? [];
  const [, toolchain] = /^toolchain[ \t]+go(\d+\.\d+)/m.exec(text) ?? [];
  const versions = [go, toolchain].filter((version) => version !== undefined);
  const latest = versions.toSorted((a, b) => minorOf(b) - minorOf(a))[0] ?? null;
  return { folder: dirname(file), path, go: latest };
}

/** 24 of `1.24`. */
export function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
