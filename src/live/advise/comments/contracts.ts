import { parseWholeNumber } from '../../../base/primitives/quantities/parse-whole-number.ts';
import type { CommentProblem } from '../advice-document.ts';
import type { MapSite } from '../sites/map-site.ts';
import type { SourceFile } from '../source/source-file.ts';
import { commentTarget } from './comment-target.ts';

/** What comments promise of a map; each promise with the line that makes it. */
export interface Contract {
  /** `//mapswell:guarded-by mu`: held whenever the map is touched. */
  readonly guardedBy?: Promised<string>;
  /** `//mapswell:owner goroutine`: one goroutine alone touches it. */
  readonly owner?: Promised<'goroutine'>;
  /** `//mapswell:max 1e6`: it never has more entries. */
  readonly max?: Promised<number>;
  /** `// CONCURRENCY_SAFE: true`: several goroutines may use it; `false`: only one may. */
  readonly isConcurrencySafe?: Promised<boolean>;
}

/** A promise, as it was written, and where. */
export interface Promised<Value> {
  readonly value: Value;
  readonly comment: string;
  readonly line: number;
}

interface Placed {
  readonly file: SourceFile;
  readonly target: number;
  /** The type that it stands above: then it is for each of its maps. */
  readonly type: string;
  readonly comment: string;
  readonly line: number;
  readonly contract: Contract;
}

const comments =
  /\/\/(?:mapswell:(?!ignore\b)([\w-]*)|[ \t]*(CONCURRENCY_SAFE):)[ \t]*(\S*)[^\n]*/g;

/** Whether a text may hold a promise whose check needs to know what callers do. */
export function promisesLocks(source: string): boolean {
  return /\/\/(?:mapswell:guarded-by\b|[ \t]*CONCURRENCY_SAFE:)/.test(source);
}

/** The promises that comments of a package make of its maps, and what is wrong with them. */
export class Contracts {
  readonly #placed: readonly Placed[];
  readonly #used = new Set<Placed>();
  readonly #wrong: CommentProblem[] = [];

  constructor(files: readonly SourceFile[]) {
    this.#placed = files.flatMap((file) =>
      [...file.source.matchAll(comments)].flatMap((match) => {
        const [, verb, safe, value = ''] = match;
        const name = safe ?? verb ?? '';
        const comment = safe === undefined ? `mapswell:${name}` : name;
        const line = file.lineAt(match.index);
        const read = contractOf(name, value, line);
        if (typeof read === 'string') {
          this.#wrong.push({ path: file.path, line, comment, problem: read });
          return [];
        }
        const target = commentTarget(file, match.index);
        const [, type = ''] = /^type (\w+)/.exec(file.lineText(target)) ?? [];
        return [{ file, target, type, comment, line, contract: read }];
      }),
    );
  }

  /** Promises of a map; those that stand at it come before those of its type. */
  of(site: Pick<MapSite, 'file' | 'line' | 'kind' | 'owner'>): Contract {
    const own = this.#placed.filter(
      ({ file, target, type }) =>
        file === site.file &&
        (target === site.line || (type !== '' && type === site.owner && site.kind === 'field')),
    );
    for (const one of own) this.#used.add(one);
    return Object.assign(
      {},
      ...own.filter(({ type }) => type !== '').map(({ contract }) => contract),
      ...own.filter(({ type }) => type === '').map(({ contract }) => contract),
    );
  }

  /** Comments that are wrong, and those that are about no map. */
  get problems(): readonly CommentProblem[] {
    const unused = this.#placed
      .filter((one) => !this.#used.has(one) && one.comment !== 'CONCURRENCY_SAFE')
      .map(({ file, line, comment }) => ({
        path: file.path,
        line,
        comment,
        problem: 'is about no map',
      }));
    return [...this.#wrong, ...unused];
  }
}

/** The promise, or what is wrong with it. */
function contractOf(name: string, value: string, line: number): Contract | string {
  const comment = name === 'CONCURRENCY_SAFE' ? `${name}: ${value}` : `${name} ${value}`;
  switch (name) {
    case 'guarded-by':
      return /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(value)
        ? { guardedBy: { value, comment, line } }
        : `names no lock: ${JSON.stringify(value)}`;
    case 'owner':
      return value === 'goroutine'
        ? { owner: { value, comment, line } }
        : `expected goroutine, got ${JSON.stringify(value)}`;
    case 'max': {
      const max = wholeCount(value);
      return max === null
        ? `expected a whole number such as 1e6, got ${JSON.stringify(value)}`
        : { max: { value: max, comment, line } };
    }
    case 'CONCURRENCY_SAFE':
      return value === 'true' || value === 'false'
        ? { isConcurrencySafe: { value: value === 'true', comment, line } }
        : `expected true or false, got ${JSON.stringify(value)}`;
    default:
      return 'is not known; there are ignore, guarded-by, owner and max';
  }
}

function wholeCount(text: string): number | null {
  const read = parseWholeNumber(text, 1n);
  return 'value' in read ? read.value : null;
}
