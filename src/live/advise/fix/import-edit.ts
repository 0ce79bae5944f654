/** Text to put at a position, so that a file imports a package of Go's library. */
export interface ImportEdit {
  readonly start: number;
  readonly text: string;
}

/**
 * Where a file gets an import as gofmt sorts it: nothing to do is `'none'`, and `null` a file without a list of
 * imports, or whose first group is not sorted by itself.
 */
export function importEdit(source: string, path: string): ImportEdit | 'none' | null {
  const list = /^import \(\n((?:\t[^\n]*\n)+)/m.exec(source);
  if (new RegExp(String.raw`^(?:import |\t)"${path}"$`, 'm').test(head(source))) return 'none';
  if (list === null) return null;
  const [, first = ''] = list;
  const lines = first.slice(0, -1).split('\n');
  // A name before a path, a comment or another module: left to a person.
  const paths = lines.map((line) => /^\t"([a-z][\w/]*)"$/.exec(line)?.[1]);
  if (!paths.every((one) => one !== undefined)) return null;
  const before = paths.filter((one) => one < path).length;
  const offset = lines.slice(0, before).reduce((sum, line) => sum + line.length + 1, 0);
  return {
    start: list.index + 'import (\n'.length + offset,
    text: `\t"${path}"\n`,
  };
}

function head(source: string): string {
  const end = source.search(/^(?:func|type|var|const)\b/m);
  return end === -1 ? source : source.slice(0, end);
}
