import { groupBy } from '../../base/primitives/group-by.ts';
import type { Comparison } from '../../lab/compare/comparison.ts';
import { metricFindings } from '../../lab/compare/comparison-findings.ts';
import { cellNamed } from '../../lab/compare/compared-runs.ts';
import type { RunFigures } from '../../lab/compare/figures/run-figures.ts';
import { counted } from '../run/figures/format-figure.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
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
  const missing = missingCells(page);
  const alone = new Set(missing.flatMap(({ cells }) => cells));
  const ids = [...new Set(comparison.metrics.map(({ cell }) => cell))].filter(
    (id) => !alone.has(id),
  );
  const cells: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  const metricsOf = groupBy(comparison.metrics, ({ cell }) => cell);
  for (const [index, id] of ids.entries())
    cells.push(await comparedCellSection(partOf(page, id, metricsOf.get(id) ?? []), keyOf(index)));
  return htmlPage(
    'comparison',
    `mapswell: ${comparison.outcome}, ${counted(ids.length, 'cell')} compared`,
    html`${comparisonTop(comparison)}${verdictsSection(comparison, ids, missing)}
      <main>${cells}</main>
      ${footSection()}`,
  );
}

function keyOf(index: number): string {
  return `cell-${index + 1}`;
}

function partOf({ baseline, candidate }: ComparedPage, id: string, metrics: Comparison['metrics']) {
  const ofCell = (run: RunFigures) => cellNamed(run, id) ?? null;
  return {
    id,
    baseline: ofCell(baseline),
    candidate: ofCell(candidate),
    metrics,
  };
}

/** Cells that only one side has: they are told in a sentence, and have no section. */
interface MissingCells {
  readonly sentence: string;
  readonly cells: readonly string[];
}

function missingCells({ comparison, baseline, candidate }: ComparedPage): readonly MissingCells[] {
  const all = [...new Set(comparison.metrics.map(({ cell }) => cell))];
  const gone = all.filter((id) => has(baseline, id) && !has(candidate, id));
  const added = all.filter((id) => has(candidate, id) && !has(baseline, id));
  return [
    { sentence: `${counted(gone.length, 'cell')} of the baseline did not run`, cells: gone },
    {
      sentence: `${counted(added.length, 'cell')} of the candidate ${added.length === 1 ? 'is' : 'are'} not in the baseline`,
      cells: added,
    },
  ].filter(({ cells }) => cells.length > 0);
}

function has(run: RunFigures, id: string): boolean {
  return cellNamed(run, id) !== undefined;
}

function verdictsSection(
  comparison: Comparison,
  ids: readonly string[],
  missing: readonly MissingCells[],
): Markup {
  const compared = new Set(ids);
  const all = groupFindings(
    metricFindings(comparison.metrics.filter(({ cell }) => compared.has(cell))),
  );
  const notable = all.filter(({ verdict, isGated }) => verdict !== 'pass' && isGated);
  const told = all.filter(({ verdict, isGated }) => verdict !== 'pass' && !isGated);
  const passed = all.length - notable.length - told.length;
  const places = new Map(ids.map((id, index) => [id, index]));
  const href = (cell: string): string => `#${keyOf(places.get(cell) ?? -1)}`;
  return html`<section class="findings" aria-labelledby="verdicts">
    <h2 id="verdicts">Verdicts</h2>
    ${missing.map(
      ({ sentence, cells }) =>
        html`<p class="outcome">${sentence}: ${foreign(cells.join(', '))}.</p>`,
    )}
    ${
      notable.length === 0
        ? html`<p>
            ${ids.length === 0 ? 'Nothing was compared.' : missing.length === 0 ? 'Everything gated passed.' : 'Everything else that is gated passed.'}
          </p>`
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
