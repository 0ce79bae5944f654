import { groupBy } from '../../base/primitives/group-by.ts';
import type { Finding, FindingPlace, FindingReport } from '../../base/primitives/errors/finding.ts';

/** Findings of one place that share verdict and message: one line for a reader. */
export interface FindingGroup<Verdict extends string = string> extends Omit<
  Finding<Verdict>,
  'rule' | 'evidence' | 'confidence'
> {
  readonly rules: readonly string[];
}

/**
 * Every finding in a group, in the order of the places within one verdict: worst first, and what does not
 * decide anything after all that does.
 */
export function groupFindings<Verdict extends string>({
  findings,
  verdicts,
}: Pick<FindingReport<Verdict>, 'findings' | 'verdicts'>): readonly FindingGroup<Verdict>[] {
  const groups = groupBy(findings, ({ where, isGated, verdict, message, kind, rule }) => {
    // What passes has figures of its own each time; it is never one line.
    const own = kind === 'pass' && verdict === 'pass' ? rule : '';
    return JSON.stringify([where, isGated, verdict, message, own]);
  });
  const all = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, rules: group.map(({ rule }) => rule) }];
  });
  return [true, false].flatMap((isGated) =>
    verdicts.flatMap((verdict) =>
      all.filter((one) => one.isGated === isGated && one.verdict === verdict),
    ),
  );
}

/** As in `bytes-held, bytes-peak and 3 more`. */
export function ruleNames({ rules }: Pick<FindingGroup, 'rules'>): string {
  const [first = '', second, ...others] = rules;
  if (second === undefined) return first;
  return others.length === 0
    ? `${first}, ${second}`
    : `${first}, ${second} and ${others.length} more`;
}

/** As in `churn`, `cmd/server/main.go:41` or `http://127.0.0.1:8080/metrics`. */
export function placeText(where: FindingPlace): string {
  switch (where.kind) {
    case 'cell':
      return where.cell;
    case 'source':
      return `${where.path}:${where.line}`;
    case 'service':
      return where.url;
  }
}
