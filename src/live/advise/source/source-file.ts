/** A file that is analysed. */
export class SourceFile {
  /** Whole path, and as the user named it. */
  readonly fullPath: string;
  readonly path: string;
  readonly source: string;
  readonly packageName: string;
  #lineStarts: readonly number[] | null = null;

  constructor(fullPath: string, path: string, source: string) {
    this.fullPath = fullPath;
    this.path = path;
    this.source = source;
    this.packageName = /^package[ \t]+(\w+)/m.exec(source)?.[1] ?? '';
  }

  get lines(): number {
    return this.#starts().length;
  }

  /** The line of a position, from 1. */
  lineAt(position: number): number {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  /** The column of a position, from 1, in UTF-16 units. */
  columnAt(position: number): number {
    return position - (this.#starts()[this.lineAt(position) - 1] ?? 0) + 1;
  }

  /** The text of a line, from 1. */
  lineText(line: number): string {
    const starts = this.#starts();
    return this.source.slice(starts[line - 1], starts[line]).replace(/\r?\n$/, '');
  }

  #starts(): readonly number[] {
    if (this.#lineStarts === null) {
      const starts = [0];
      for (let at = this.source.indexOf('\n'); at !== -1; at = this.source.indexOf('\n', at + 1))
        if (at + 1 < this.source.length) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
