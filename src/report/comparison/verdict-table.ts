import { type FindingGroup, placeText, ruleNames } from '../formats/group-findings.ts';
import type { VerdictKind } from '../../lab/compare/verdict/verdict.ts';
import { keepUnits } from '../run/figures/format-figure.ts';
import { foreign, html, type HtmlValue, type Markup } from '../kit/page/html.ts';
import { dataTable } from '../kit/page/data-table.ts';

/** A verdict as a word with its colour. */
export function verdictTag(kind: VerdictKind): Markup {
  return html`<span class="tag ${kind}">${kind}</span>`;
}

/**
 * Verdicts with what they are about and the sentence that explains them.
 *
 * @param cellHref where a cell stands in the page; `null` leaves the column of cells out
 */
export function verdictTable(
  label: string,
  findings: readonly FindingGroup<VerdictKind>[],
  cellHref: ((cell: string) => string) | null,
): Markup {
  const columns = [
    { title: 'Verdict' },
    ...(cellHref === null ? [] : [{ title: 'Cell' }]),
    { title: 'Metric' },
    { title: 'What was found' },
  ];
  return html`<div class="verdicts">
    ${dataTable(
      label,
      columns,
      findings.map((finding) => verdictRow(finding, cellHref)),
    )}
  </div>`;
}

function verdictRow(
  finding: FindingGroup<VerdictKind>,
  cellHref: ((cell: string) => string) | null,
): readonly HtmlValue[] {
  const { verdict, isGated, where, message } = finding;
  const cell = placeText(where);
  const gate = isGated ? null : html` <span class="muted">not gated</span>`;
  return [
    html`${verdictTag(verdict)}${gate}`,
    ...(cellHref === null ? [] : [html`<a href="${cellHref(cell)}">${foreign(cell)}</a>`]),
    ruleNames(finding),
    foreign(keepUnits(message)),
  ];
}
