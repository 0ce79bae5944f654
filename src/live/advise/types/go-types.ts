import { array, looseObject, number, record, string } from 'zod';
import type { TypesSummary } from '../advice-document.ts';

/** A map as the compiler's types have it: as it is written, and key and value as `plan` takes them. */
export interface TypedMap {
  readonly type: string;
  /** `''` where a part is not known. */
  readonly key: string;
  readonly value: string;
}

/** What is known of one file; positions as `SyntaxNode` has them. */
export interface FileTypes {
  /** Variables and fields that are maps, by the start of their name. */
  readonly maps: ReadonlyMap<number, TypedMap>;
  /** Starts of names whose type is not known, because an import is not at hand. */
  readonly unknown: ReadonlySet<number>;
  /** What loops run over, by the start of the expression: `slice`, `map`, `array 3`, `integer`, `string` or `other`. */
  readonly ranges: ReadonlyMap<number, string>;
  /** Declarations of fields that are maps, as `file:start`, by the end of what names them. */
  readonly fields: ReadonlyMap<number, string>;
}

const fileShape = looseObject({
  maps: record(string(), looseObject({ type: string(), key: string(), value: string() })),
  unknown: array(number()),
  ranges: record(string(), string()),
  fields: record(string(), looseObject({ file: string(), start: number() })),
});

const packageShape = looseObject({
  package: string(),
  errors: number(),
  missing: array(string()),
  files: record(string(), fileShape),
});

/** What the helper in Go printed, and of which Go it is. */
interface TypesText {
  readonly go: string;
  /** A line of JSON for each package; a last one that is cut off is not read. */
  readonly text: string;
  readonly problem: string | null;
}

/** What the helper in Go printed of the packages that it read: types as the compiler has them. */
export class GoTypes {
  readonly #said: TypesText;
  readonly #files = new Map<string, FileTypes>();
  readonly #missing = new Set<string>();
  /** Packages that were read, and those of them that an import is missing of. */
  #packages = 0;
  #incomplete = 0;

  constructor(said: TypesText) {
    this.#said = said;
    for (const line of said.text.split('\n').slice(0, -1)) {
      const { missing, files } = packageShape.parse(JSON.parse(line));
      this.#packages += 1;
      if (missing.length > 0) this.#incomplete += 1;
      for (const path of missing) this.#missing.add(path);
      for (const [path, file] of Object.entries(files)) this.#files.set(path, typesOf(file));
    }
  }

  get summary(): TypesSummary {
    const { go, problem } = this.#said;
    const missing = [...this.#missing].toSorted();
    return { go, packages: this.#packages, incomplete: this.#incomplete, missing, problem };
  }

  /** `null` of a file that is not built on this system, or was not reached. */
  of(fullPath: string): FileTypes | null {
    return this.#files.get(fullPath) ?? null;
  }
}

/** Whether a map is declared in a part of a file. */
export function hasMapIn(
  { maps }: FileTypes,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  for (const at of maps.keys()) if (at >= start && at < end) return true;
  return false;
}

function typesOf({ maps, unknown, ranges, fields }: (typeof fileShape)['_output']): FileTypes {
  return {
    maps: byPosition(maps, (map) => map),
    unknown: new Set(unknown),
    ranges: byPosition(ranges, (range) => range),
    fields: byPosition(fields, ({ file, start }) => `${file}:${start}`),
  };
}

function byPosition<From, To>(
  entries: Readonly<Record<string, From>>,
  change: (value: From) => To,
): ReadonlyMap<number, To> {
  return new Map(Object.entries(entries).map(([at, value]) => [Number(at), change(value)]));
}
