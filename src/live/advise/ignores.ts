import {
  type Advice,
  type AdviceRule,
  adviceRules,
  type IgnoreProblem,
} from './advice-document.ts';
import type { SourceFile } from './source/source-file.ts';

/** `//mapswell:ignore hint,indirect filled once at start`: on the line of the map or above it. */
interface Ignore {
  readonly file: SourceFile;
  readonly line: number;
  readonly rules: readonly AdviceRule[];
}

const comment = /\/\/mapswell:ignore\b[ \t]*(\S*)[ \t]*(.*)$/gm;

/** The comments of a package that silence advice, and what is wrong with them. */
export class Ignores {
  readonly #ignores: readonly Ignore[];
  readonly #used = new Set<Ignore>();
  readonly #wrong: IgnoreProblem[] = [];

  constructor(files: readonly SourceFile[]) {
    this.#ignores = files.flatMap((file) =>
      [...file.source.matchAll(comment)].flatMap((match) => {
        const [, names = '', reason = ''] = match;
        const line = file.lineAt(match.index);
        const rules = adviceRules.filter((rule) => names.split(',').includes(rule));
        const problem =
          rules.length !== names.split(',').length
            ? `names no rule: ${JSON.stringify(names)}; there are ${adviceRules.join(', ')}`
            : reason.trim() === ''
              ? 'gives no reason, so it is not heeded'
              : null;
        if (problem === null) return [{ file, line, rules }];
        this.#wrong.push({ path: file.path, line, problem });
        return [];
      }),
    );
  }

  /** Advice on the map in that line that no comment silences. */
  heeded(file: SourceFile, line: number, advice: readonly Advice[]): readonly Advice[] {
    return advice.filter(({ rule }) => {
      const found = this.#ignores.find(
        (one) =>
          one.file === file &&
          (one.line === line || one.line === line - 1) &&
          one.rules.includes(rule),
      );
      if (found !== undefined) this.#used.add(found);
      return found === undefined;
    });
  }

  /** Comments that are wrong, and those that silence nothing. */
  get problems(): readonly IgnoreProblem[] {
    const unused = this.#ignores
      .filter((one) => !this.#used.has(one))
      .map(({ file, line }) => ({ path: file.path, line, problem: 'silences nothing' }));
    return [...this.#wrong, ...unused];
  }
}
