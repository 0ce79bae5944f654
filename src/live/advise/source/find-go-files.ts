import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** What was looked at and what was passed over: nothing is left out silently. */
export interface FileCounts {
  /** Files that were analysed, and their lines. */
  read: number;
  lines: number;
  /** Of these, files of which the compiler's types are known. */
  typed: number;
  /** Of these, files with a build constraint: analysed whatever it says. */
  constrained: number;
  /** Of these, files that the grammar could read in part only, by path. */
  readonly readInPart: string[];
  /** Files that were not analysed, by the reason. */
  generated: number;
  tests: number;
  symlinks: number;
  /** Files of TypeScript that declare types alone. */
  declarations: number;
  unreadable: number;
  /** Of more than 2 MiB: a program wrote them, whatever they say. */
  large: number;
  /** Folders that were not entered. */
  vendor: number;
  testdata: number;
  /** Folders named `node_modules`. */
  modules: number;
  /** Folders and files whose names begin with `_` or `.`, which Go passes over. */
  hidden: number;
}

/** A file that is to be analysed. */
export interface SourceText {
  readonly fullPath: string;
  readonly path: string;
  readonly source: string;
}

/** Where paths begin, and what is counted. */
export interface Search {
  readonly cwd: string;
  readonly withTests: boolean;
  readonly counts: FileCounts;
}

const mostChars = 2 * 2 ** 20;

/** Nothing yet. */
export function noFiles(): FileCounts {
  return {
    read: 0,
    lines: 0,
    typed: 0,
    constrained: 0,
    readInPart: [],
    generated: 0,
    tests: 0,
    symlinks: 0,
    declarations: 0,
    unreadable: 0,
    large: 0,
    vendor: 0,
    testdata: 0,
    modules: 0,
    hidden: 0,
  };
}

/** A folder of which all files are analysed, or one file. */
export type Place = { readonly folder: string } | { readonly file: string };

/**
 * Where the files are, folder by folder in the order of their names. A file that the user names is
 * analysed whatever its name.
 *
 * @throws SandboxError `input` where a path does not exist or is no such file
 */
export function findPlaces(paths: readonly string[], search: Search): readonly Place[] {
  const places = new Map<string, Place>();
  for (const path of paths) {
    const full = resolve(search.cwd, path);
    const stats = statSync(full, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true)
      for (const folder of foldersBelow(full, search)) places.set(folder, { folder });
    else if (stats?.isFile() === true && (full.endsWith('.go') || isScriptName(full)))
      places.set(full, { file: full });
    else {
      const reason = stats === undefined ? ': it does not exist' : '';
      throw new SandboxError(
        'input',
        `expected a file of Go, JavaScript or TypeScript, or a folder, got ${path}${reason}`,
      );
    }
  }
  return [...places.values()];
}

/** The Go files of a place. */
export function goFilesOf(place: Place, search: Search): readonly SourceText[] {
  if (!('file' in place)) return [...filesIn(place.folder, search)];
  return place.file.endsWith('.go') ? [...readGoFile(place.file, search)] : [];
}

function* foldersBelow(folder: string, search: Search): Generator<string> {
  yield folder;
  for (const entry of entriesOf(folder, search)) {
    if (!entry.isDirectory()) continue;
    if (entry.name === 'vendor') search.counts.vendor += 1;
    else if (entry.name === 'testdata') search.counts.testdata += 1;
    else if (entry.name === 'node_modules') search.counts.modules += 1;
    else if (/^[._]/.test(entry.name)) search.counts.hidden += 1;
    else yield* foldersBelow(join(folder, entry.name), search);
  }
}

/** What stands in a folder: a `Dirent`, whose own type needs those of Node.js. */
interface FolderEntry {
  readonly name: string;
  readonly isDirectory: () => boolean;
  readonly isSymbolicLink: () => boolean;
}

/** What is in a folder, by name. */
export function entriesOf(folder: string, { counts }: Search): readonly FolderEntry[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch {
    counts.unreadable += 1;
    return [];
  }
}

function* filesIn(folder: string, search: Search): Generator<SourceText> {
  const { counts, withTests } = search;
  for (const entry of entriesOf(folder, search)) {
    if (!entry.name.endsWith('.go') || entry.isDirectory()) continue;
    if (entry.isSymbolicLink()) counts.symlinks += 1;
    else if (/^[._]/.test(entry.name)) counts.hidden += 1;
    else if (entry.name.endsWith('_test.go') && !withTests) counts.tests += 1;
    else yield* readGoFile(join(folder, entry.name), search);
  }
}

function* readGoFile(full: string, search: Search): Generator<SourceText> {
  const read = readSource(full, search);
  if (read !== null) yield read;
}

/** Whether a name is that of a file in JavaScript or TypeScript. */
export function isScriptName(name: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(name);
}

/** The text of a file; `null`, and counted, where there is none to read. */
export function readSource(full: string, { counts, cwd }: Search): SourceText | null {
  let source: string;
  try {
    source = readFileSync(full, 'utf8');
  } catch {
    counts.unreadable += 1;
    return null;
  }
  // Their trees would take gigabytes.
  if (source.length > mostChars) {
    counts.large += 1;
    return null;
  }
  // Git writes a link as a file that holds a path where links cannot be made.
  if (/^[^\s\0]+$/.test(source) && source.length < 4096) {
    counts.symlinks += 1;
    return null;
  }
  const near = relative(cwd, full);
  return { fullPath: full, path: near.startsWith('..') ? full : near, source };
}

/** Whether a file says that a program wrote it. */
export function isGenerated(source: string): boolean {
  const start = source.search(/^package\s/m);
  return /^\/\/ Code generated .* DO NOT EDIT\.\r?$/m.test(
    start === -1 ? source : source.slice(0, start + 2000),
  );
}

/** Whether it is built only somewhere, by its first lines or by its name. */
export function isConstrained({ path, source }: SourceText): boolean {
  return (
    /^\/\/(?:go:build| \+build) /m.test(
      source.slice(0, Math.max(0, source.search(/^package\s/m))),
    ) ||
    /_(?:linux|darwin|windows|freebsd|netbsd|openbsd|plan9|solaris|aix|js|wasip1|unix|amd64|arm64|386|arm|riscv64|ppc64le|ppc64|s390x|loong64|mips\w*|wasm)(?:_test)?\.go$/.test(
      path,
    )
  );
}
