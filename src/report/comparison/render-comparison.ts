import type { Comparison } from '../../lab/compare/comparison.ts';
import { metricFindings } from '../../lab/compare/comparison-findings.ts';
import type { RunFigures } from '../../lab/compare/figures/run-figures.ts';
import { counted } from '../run/figures/format-figure.ts';
import { html, type Markup } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { comparedCellSection } from './compared-cell-section.ts';
import { comparisonTop } from './comparison-top.ts';
import { groupFindings } from '../formats/group-findings.ts';
import { verdictTable } from './verdict-table.ts';

/** A comparison and the runs that it is of: one of each side, for the staircases. */
export interface ComparedPage {
  readonly comparison: Comparison;
  readonly baseline: RunFigures;
  readonly candidate: RunFigures;
}

/**
 * A comparison as one HTML page: verdicts first, then every cell with both staircases in one chart
 * and the change of its timed metrics against the noise. The same comparison gives the same page.
 */
export async function renderComparison(page: ComparedPage): Promise<string> {
  const { comparison } = page;
  const ids = [...new Set(comparison.metrics.map(({ cell }) => cell))];
  const cells: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  for (const [index, id] of ids.entries())
    cells.push(await comparedCellSection(partOf(page, id), keyOf(index)));
  return htmlPage(
    'comparison',
    `mapswell: ${comparison.outcome}, ${counted(ids.length, 'cell')} compared`,
    html`${comparisonTop(comparison)}${verdictsSection(comparison, ids)}
      <main>${cells}</main>
      ${footSection()}`,
  );
}

function keyOf(index: number): string {
  return `cell-${index + 1}`;
}

function partOf({ comparison, baseline, candidate }: ComparedPage, id: string) {
  const ofCell = ({ cells }: RunFigures) => cells.find(({ cell }) => cell.id === id) ?? null;
  return {
    id,
    baseline: ofCell(baseline),
    candidate: ofCell(candidate),
    metrics: comparison.metrics.filter(({ cell }) => cell === id),
  };
}

function verdictsSection(comparison: Comparison, ids: readonly string[]): Markup {
  const all = groupFindings(metricFindings(comparison.metrics));
  const notable = all.filter(({ verdict, isGated }) => verdict !== 'pass' && isGated);
  const told = all.filter(({ verdict, isGated }) => verdict !== 'pass' && !isGated);
  const passed = all.length - notable.length - told.length;
  const href = (cell: string): string => `#${keyOf(ids.indexOf(cell))}`;
  return html`<section class="findings" aria-labelledby="verdicts">
    <h2 id="verdicts">Verdicts</h2>
    ${
      notable.length === 0
        ? html`<p>${ids.length === 0 ? 'Nothing was compared.' : 'Everything gated passed.'}</p>`
        : verdictTable('Verdicts', notable, href)
    }
    <p class="muted after">
      With their cells: ${counted(passed, 'metric')} that passed, ${counted(told.length, 'finding')}
      on metrics that are not gated.
    </p>
  </section> `;
}

function footSection(): Markup {
  return html`<footer class="foot">
    <p>
      Counts are exact: one byte, allocation or growth more regresses. A timed metric regresses only
      where the p-value, adjusted for all gated metrics after Holm, is below alpha, and the change
      exceeds both the band and the noise that two runs of one side show, in each of two independent
      batches. Where that cannot be told, the verdict says what could have been seen.
    </p>
    <p>
      Cost is time, latency, memory, or one over speed: more is worse for every metric. 1 KiB is
      1,024 bytes, 1 MiB 1,048,576.
    </p>
  </footer> `;
}
