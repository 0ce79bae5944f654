import type { GoParser } from '../syntax/go-parser.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';

/** What a declaration declares, and what its file imports. */
interface Snippet {
  readonly text: string;
  readonly imports: Imports;
  /** Parsed when one of its names is asked for, and then for all of them. */
  outline?: SyntaxNode | null;
}

/** Import paths by the names that a file uses for them. */
export type Imports = ReadonlyMap<string, string>;

/** A declaration found: its spec, such as `type_spec`, and the file's imports. */
export interface Declared {
  readonly node: SyntaxNode;
  readonly imports: Imports;
}

/**
 * The declarations of one package, found by their first words on a line: gofmt puts them there. What
 * is asked for is parsed when it is asked for, because most of a package never is.
 */
export class Declarations {
  readonly #parser: GoParser;
  readonly #snippets = new Map<string, Snippet>();
  readonly #found = new Map<string, Declared | null>();
  /** Constants by name need their whole group: `iota` counts its lines. */
  readonly #constantSnippets: Snippet[] = [];

  constructor(parser: GoParser) {
    this.#parser = parser;
  }

  /** Takes in one file of the package. */
  add(source: string): void {
    const imports = importsOf(source);
    for (const match of source.matchAll(declarationStart)) {
      const text = snippetAt(source, match.index);
      const snippet = { text: copied(text), imports };
      const [, word = ''] = match;
      if (word === 'const') this.#constantSnippets.push(snippet);
      else for (const name of namesOf(word, text)) this.#snippets.set(`${word} ${name}`, snippet);
    }
  }

  /** A type, function, variable, or method as `Type.Name`; `null` where there is none. */
  find(word: 'type' | 'func' | 'var', name: string): Declared | null {
    const key = `${word} ${name}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const snippet = this.#snippets.get(key);
    if (snippet !== undefined && snippet.outline === undefined)
      snippet.outline = this.#parser.outline(shortened(snippet.text));
    const node = snippet?.outline ?? null;
    const spec = node === null ? null : specOf(node, name.split('.').at(-1) ?? name);
    const found = spec === null ? null : { node: spec, imports: snippet?.imports ?? new Map() };
    this.#found.set(key, found);
    return found;
  }

  /** Elements of the literal that a variable is declared with; `null` where it is declared otherwise. */
  literalLength(name: string): number | null {
    const snippet = this.#snippets.get(`var ${name}`);
    if (snippet === undefined) return null;
    const isShort = shortened(snippet.text) === snippet.text;
    const whole = isShort ? this.find('var', name)?.node : this.#parser.outline(snippet.text);
    const spec = whole === null || whole === undefined ? null : specOf(whole, name);
    const index = spec?.allAt('name').findIndex(({ text }) => text === name) ?? -1;
    const value = spec?.at('value')?.children[index];
    return value?.kind === 'composite_literal' ? (value.at('body')?.children.length ?? null) : null;
  }

  /** Names of the types or functions, methods as `Type.Name`, whose declaration passes a test of its text. */
  names(word: 'type' | 'func', test: (text: string) => boolean): readonly string[] {
    return [...this.#snippets]
      .filter(([key, { text }]) => key.startsWith(word) && test(text))
      .map(([key]) => key.slice(word.length + 1));
  }

  /** Every group of constants. */
  constants(): readonly SyntaxNode[] {
    return this.#constantSnippets
      .map(({ text }) => this.#parser.outline(text))
      .filter((node) => node !== null);
  }
}

const mostChars = 8000;

/** Of a variable with a very long literal its head alone, which shows the type: generated tables have megabytes. */
function shortened(text: string): string {
  if (text.length <= mostChars) return text;
  const [head = ''] = text.split('\n', 1);
  return /^var[ \t]+\w+[^({]*=[^({]*\{$/.test(head) ? `${head}}` : text;
}

const declarationStart = /^(type|func|var|const)[ \t]/gm;
const closings: ReadonlySet<string | undefined> = new Set([')', '}']);

/** From a first word to the end of what it declares; of a function, its head alone. */
function snippetAt(source: string, start: number): string {
  const lineEnd = endOfLine(source, start);
  const line = source.slice(start, lineEnd);
  const isFunction = line.startsWith('func');
  if (!/[({[]\s*$/.test(line.replace(/\/\/.*$/, ''))) {
    if (!isFunction) return line;
    return `${line.replace(/\{.*\}\s*(\/\/.*)?$/, '')} {}`;
  }
  if (isFunction && /\{\s*$/.test(line)) return `${line}}`;
  for (let at = lineEnd + 1; at < source.length; at = endOfLine(source, at) + 1)
    if (closings.has(source[at])) {
      const text = source.slice(start, endOfLine(source, at));
      return isFunction ? `${text.replace(/\{[^{}]*$/, '')} {}` : text;
    }
  return line;
}

function endOfLine(source: string, start: number): number {
  const end = source.indexOf('\n', start);
  return end === -1 ? source.length : end;
}

function namesOf(word: string, text: string): readonly string[] {
  if (word === 'func') {
    const match = /^func[ \t]+(?:\(\s*(?:[\w]+\s+)?\*?\s*(?:\w+\.)?(\w+)[^)]*\)[ \t]*)?(\w+)/.exec(
      text,
    );
    if (match === null) return [];
    const [, type, name = ''] = match;
    return [type === undefined ? name : `${type}.${name}`];
  }
  if (/^\w+[ \t]*\(/.test(text))
    return [...text.matchAll(/^\t(\w+(?:, *\w+)*)/gm)].flatMap(([, names = '']) =>
      names.split(/, */),
    );
  const [, names = ''] = /^\w+[ \t]+(\w+(?:, *\w+)*)/.exec(text) ?? [];
  return names.split(/, */);
}

/** The spec that declares the name, or the function itself. */
function specOf(declaration: SyntaxNode, name: string): SyntaxNode | null {
  if (declaration.at('body') !== null || declaration.at('parameters') !== null) return declaration;
  let spec: SyntaxNode | null = null;
  declaration.walk((node) => {
    const isSpec = ['type_spec', 'type_alias', 'var_spec'].includes(node.kind);
    if (isSpec && node.allAt('name').some(({ text }) => text === name)) spec ??= node;
    return !isSpec && spec === null;
  });
  return spec;
}

/** Import paths by name; the name of an import without one is guessed from its path. */
export function importsOf(source: string): Imports {
  const imports = new Map<string, string>();
  const firstDeclaration = source.search(/^(?:type|func|var|const)[ \t]/m);
  const head = firstDeclaration === -1 ? source : source.slice(0, firstDeclaration);
  for (const [, name, path = ''] of head.matchAll(
    /^(?:import[ \t]+|\t)(?:([\w.]+)[ \t]+)?"([^"]+)"/gm,
  ))
    imports.set(name ?? packageNameOf(path), copied(path));
  return imports;
}

/** `yaml` of `gopkg.in/yaml.v3`, `client` of `example.org/client/v3`. */
function packageNameOf(path: string): string {
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  const last = parts.at(-1) ?? path;
  return last
    .replace(/\.v\d+$/, '')
    .replace(/^go-/, '')
    .replaceAll('-', '');
}

/** A slice of a string keeps all of it in memory: a copy lets the file go. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}
