import {
  type Advice,
  type AdvisedSite,
  type AdviceRule,
  adviceRules,
  type CommentProblem,
  type SuppressedAdvice,
} from '../advice-document.ts';
import { commentTarget } from './comment-target.ts';
import type { SourceFile } from '../source/source-file.ts';

/** `//mapswell:ignore hint,indirect filled once at start`: on the line of the map or above it. */
interface Ignore {
  readonly file: SourceFile;
  readonly line: number;
  /** The line of the map. */
  readonly target: number;
  readonly rules: readonly AdviceRule[];
  readonly reason: string;
}

const comment = /\/\/mapswell:ignore\b[ \t]*(\S*)[ \t]*(.*)$/gm;

/** The comments of a package that silence advice, and what is wrong with them. */
export class Ignores {
  readonly #ignores: readonly Ignore[];
  readonly #used = new Set<Ignore>();
  readonly #wrong: CommentProblem[] = [];

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
        const target = commentTarget(file, match.index);
        if (problem === null) return [{ file, line, target, rules, reason: reason.trim() }];
        this.#wrong.push({ path: file.path, line, comment: 'mapswell:ignore', problem });
        return [];
      }),
    );
  }

  /** Advice on the map in that line: what no comment silences, and the rest with the reasons given. */
  judge(
    file: SourceFile,
    line: number,
    advice: readonly Advice[],
  ): Pick<AdvisedSite, 'advice' | 'suppressed'> {
    const suppressed = advice.flatMap((one): SuppressedAdvice[] => {
      const found = this.#ignores.find(
        (ignore) =>
          ignore.file === file && ignore.target === line && ignore.rules.includes(one.rule),
      );
      if (found === undefined) return [];
      this.#used.add(found);
      return [{ ...one, suppressedBy: 'comment', because: found.reason }];
    });
    const rules = new Set(suppressed.map(({ rule }) => rule));
    return { advice: advice.filter(({ rule }) => !rules.has(rule)), suppressed };
  }

  /** Comments that are wrong, and those that silence nothing. */
  get problems(): readonly CommentProblem[] {
    const unused = this.#ignores
      .filter((one) => !this.#used.has(one))
      .map(({ file, line }) => ({
        path: file.path,
        line,
        comment: 'mapswell:ignore',
        problem: 'silences nothing',
      }));
    return [...this.#wrong, ...unused];
  }
}
