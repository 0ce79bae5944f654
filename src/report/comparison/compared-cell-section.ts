import type { MetricComparison } from '../../lab/compare/comparison.ts';
import { metricFindings } from '../../lab/compare/comparison-findings.ts';
import type { CellFigures } from '../../lab/compare/figures/run-figures.ts';
import type { FirstDifference } from '../../lab/compare/verdict/verdict.ts';
import { exactCountsOf } from '../../lab/record/figures/exact-counts-of.ts';
import { metricChanges } from './metric-changes.ts';
import { staircaseOverlay } from './staircase-overlay.ts';
import type { NamedChart } from '../run/charts/charts-of-cell.ts';
import { describeMap, isInsertOnly } from '../run/figures/describe-cell.ts';
import { counted } from '../run/figures/format-figure.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
import { chartFigures } from '../run/sections/chart-figures.ts';
import { groupFindings } from '../formats/group-findings.ts';
import { verdictTable } from './verdict-table.ts';

/** One cell of a comparison: what each side gave, and every verdict on it. */
export interface ComparedCellPart {
  readonly id: string;
  readonly baseline: CellFigures | null;
  readonly candidate: CellFigures | null;
  readonly metrics: readonly MetricComparison[];
}

const wideAndNarrow = [
  { width: 776, height: 300 },
  { width: 372, height: 270 },
] as const;

/** The charts and the verdicts of one cell. @param key unique in the page */
export async function comparedCellSection(part: ComparedCellPart, key: string): Promise<Markup> {
  const { id, baseline, candidate, metrics } = part;
  const all = groupFindings(metricFindings(metrics));
  const notable = all.filter(({ verdict }) => verdict !== 'pass');
  const passed = all.filter(({ verdict }) => verdict === 'pass');
  const { cell = null } = candidate ?? baseline ?? {};
  return html`<section class="cell" id="${key}" aria-labelledby="${key}-name">
    <header>
      <h2 id="${key}-name">${foreign(id)}</h2>
      ${cell === null ? null : html`<p class="purpose">${foreign(cell.purpose)}</p>`}
      ${cell === null ? null : html`<p class="notes">${foreign(describeMap(cell))}</p>`}
    </header>
    ${await chartFigures(chartsOf(part), key)}
    ${notable.length === 0 ? null : verdictTable(`Verdicts on ${id}`, notable, null)}
    ${
      passed.length === 0
        ? null
        : html`<details>
            <summary>${counted(passed.length, 'metric')} passed</summary>
            ${verdictTable(`What passed of ${id}`, passed, null)}
          </details>`
    }
  </section> `;
}

function chartsOf({ baseline, candidate, metrics }: ComparedCellPart): readonly NamedChart[] {
  const from = baseline === null ? null : exactCountsOf(baseline);
  const to = candidate === null ? null : exactCountsOf(candidate);
  const changes = metricChanges(metrics);
  const { cell } = candidate ?? baseline ?? {};
  const noun = cell !== undefined && isInsertOnly(cell) ? 'inserts' : 'operations';
  const overlay =
    from === null || to === null
      ? null
      : staircaseOverlay(
          { baseline: from, candidate: to, parting: partingOf(metrics), noun },
          wideAndNarrow,
        );
  return [
    ...(overlay === null ? [] : [{ name: 'memory', chart: overlay }]),
    ...(changes === null ? [] : [{ name: 'changes', chart: changes }]),
  ];
}

function partingOf(metrics: readonly MetricComparison[]): FirstDifference | null {
  for (const { verdict } of metrics)
    if ('evidence' in verdict && verdict.evidence.kind === 'exact') {
      const { firstDifference } = verdict.evidence;
      if (firstDifference !== null) return firstDifference;
    }
  return null;
}
