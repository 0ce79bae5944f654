/** What came of looking at one rule in one place. */
export type FindingKind = 'fail' | 'invalid' | 'inconclusive' | 'pass';

/** How much it matters to who asked; `none` where all is well. */
export type Severity = 'error' | 'warning' | 'note' | 'none';

/** Where something was found. */
export type FindingPlace =
  | { readonly kind: 'cell'; readonly cell: string }
  /** Lines and columns from 1; the path is relative to the folder that was looked at. */
  | {
      readonly kind: 'source';
      readonly path: string;
      readonly line: number;
      readonly column?: number;
      readonly function?: string;
    }
  | { readonly kind: 'service'; readonly url: string };

/**
 * What one rule says of one place: the verdict on a metric of a cell, a threshold, a promise of a service,
 * an advice on a line.
 *
 * @typeParam Verdict the words of the room that found it, as in `regressed`
 */
export interface Finding<Verdict extends string = string> {
  /** The rule, metric or figure: `bytes-peak`, `duplicate-series`. */
  readonly rule: string;
  readonly verdict: Verdict;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** Whether it decides how the command ends. */
  readonly isGated: boolean;
  /** Probability, from 0 to 1, that it is no accident; `null` where nobody can say. */
  readonly confidence: number | null;
  readonly where: FindingPlace;
  /** One sentence, plain text. */
  readonly message: string;
  /** The figures behind the sentence, by their names with units. */
  readonly evidence: Readonly<Record<string, string | number | boolean | null>>;
  /** Other places that the sentence speaks of. */
  readonly related?: readonly { readonly where: FindingPlace; readonly message: string }[];
  /** A change that a program can make. */
  readonly fix?: { readonly description: string; readonly edits: readonly FindingEdit[] };
}

/** A piece of source that could be replaced; lines and columns from 1, in UTF-16 units, `end` exclusive. */
export interface FindingEdit {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** A finding that somebody has looked at. */
export interface SuppressedFinding<Verdict extends string = string> extends Finding<Verdict> {
  readonly suppression: { readonly kind: 'inSource' | 'external'; readonly because: string };
}

/** What a rule is, for those who have not met it. */
export interface FindingRule {
  readonly rule: string;
  readonly summary: string;
  readonly helpUrl?: string;
}

/** Something to know of a report beside its findings. */
export interface FindingFact {
  /** One lower-case word, as in `baseline`. */
  readonly label: string;
  readonly text: string;
  /** Said instead of label and text where there is room for a sentence. */
  readonly sentence?: string;
}

/** Everything that one command found, before it is written in any format. */
export interface FindingReport<Verdict extends string = string> {
  /** The command, as in `compare`. */
  readonly command: string;
  readonly outcome: Verdict;
  /** As in `2 regressed, 40 pass`. */
  readonly counts: string;
  readonly facts: readonly FindingFact[];
  /** In the order of what was looked at. */
  readonly findings: readonly Finding<Verdict>[];
  /** What is known and no longer shown to people, by a comment in the source or by a list beside it. */
  readonly suppressed?: readonly SuppressedFinding<Verdict>[];
  /** Every verdict, worst first. */
  readonly verdicts: readonly Verdict[];
  readonly warnings: readonly string[];
  readonly rules?: readonly FindingRule[];
}
