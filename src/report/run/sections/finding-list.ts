import { type CellLink, onThisPage } from './cell-link.ts';
import type { RunFinding } from '../findings/run-finding.ts';
import { keepUnits } from '../figures/format-figure.ts';
import { foreign, html, type Markup } from '../../kit/page/html.ts';

/**
 * Findings as sentences, each with the name of its cell in front where there are several cells.
 *
 * @param nameOf the name of a cell by its index; `null` where the reader knows which cell it is
 * @param linkOf where a cell is shown
 */
export function findingList(
  findings: readonly RunFinding[],
  nameOf: ((cell: number) => string) | null,
  linkOf: CellLink = onThisPage,
): Markup {
  const items = findings.map(({ cell, weight, sentence }) => {
    const name =
      nameOf === null ? null : html`<b><a href="${linkOf(cell)}">${foreign(nameOf(cell))}</a></b> `;
    const said = nameOf === null ? capitalised(sentence) : sentence;
    return html`<li class="${weight}">${name}${foreign(keepUnits(said))}.</li> `;
  });
  return html`<ol>
    ${items}
  </ol>`;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
