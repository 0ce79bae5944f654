import { numberAt } from '../../../base/primitives/number-at.ts';
import type { MapQuality } from '../../../maps/figures/map-quality.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord } from '../../../lab/record/run-record.ts';
import { expectedSearches } from '../figures/expected-searches.ts';
import { counted, formatShare, significant } from '../figures/format-figure.ts';
import { html, type HtmlValue, type Markup } from '../../kit/page/html.ts';
import type { MapFamily } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { dataTable, type TableColumn } from '../../kit/page/data-table.ts';
import { tableFigures } from './tables/table-figures.ts';

/** Searches longer than this share a row. */
const mostRows = 8;

/** What the map is made of, and how its hash and its searches do: folded away, the gist in one line. */
export function qualitySection({ cell }: CellRecord, counts: ExactCounts): Markup | null {
  const { shape, quality } = counts;
  // While a growth is under way, entries lie in two tables: chance is not easily said.
  const isResting = (shape?.evacuation ?? null) === null;
  if (shape === undefined && quality === undefined) return null;
  const { family } = modelFacts(cell.map);
  const tables = [
    dataTable(
      'Table of the map',
      [{ title: 'Table' }, { title: 'value', isFigure: true }, { title: '' }],
      tableFigures(counts, family),
      'Table',
    ),
    ...(quality === undefined || quality.entries === 0
      ? []
      : [searches(quality, family, isResting)]),
  ];
  return html`<details>
    <summary>Table and searches${quality === undefined ? null : gist(quality, family)}</summary>
    <div class="columns">${tables.map((table) => html`<div>${table}</div>`)}</div>
  </details>`;
}

function gist(
  { meanHitProbes, meanMissProbes, stuckBits, entries }: MapQuality,
  family: MapFamily,
): string {
  if (entries === 0) return ': the map is empty';
  const stuck = stuckBits.length === 0 ? '' : `, ${counted(stuckBits.length, 'stuck hash bit')}`;
  return `: ${formatCount(meanHitProbes, 3)} ${placesOf(family)} per hit, ${formatCount(meanMissProbes, 3)} per miss${stuck}`;
}

function placesOf(family: MapFamily): string {
  return family === 'swiss' ? 'groups' : 'buckets';
}

/** How many buckets or groups searches visit, and how many they would by chance where that is known. */
function searches(quality: MapQuality, family: MapFamily, isResting: boolean): Markup {
  const hits = quality.hitProbes.map((count) => count / quality.entries);
  const { missProbes: misses } = quality;
  const chance =
    family === 'classic' && isResting ? expectedSearches(quality.expectedEntriesPerHome) : null;
  const longest = Math.max(hits.length, misses.length) - 1;
  const columns: readonly TableColumn[] = [
    { title: `${placesOf(family)} visited` },
    { title: 'hits', isFigure: true },
    ...(chance === null ? [] : [{ title: 'by chance', isFigure: true }]),
    { title: 'misses', isFigure: true },
    ...(chance === null ? [] : [{ title: 'by chance', isFigure: true }]),
  ];
  const rowOf = (visited: number): readonly HtmlValue[] => {
    const isLast = visited === mostRows && longest > mostRows;
    const at = (shares: readonly number[]): number =>
      isLast
        ? shares.slice(visited).reduce((sum, share) => sum + share, 0)
        : numberAt(shares, visited);
    return [
      isLast ? `${visited} and more` : visited,
      bar(at(hits)),
      ...(chance === null ? [] : [formatShare(at(chance.hits))]),
      bar(at(misses)),
      ...(chance === null ? [] : [formatShare(at(chance.misses))]),
    ];
  };
  const rows = Array.from({ length: Math.min(longest, mostRows) }, (_, index) => rowOf(index + 1));
  const means = ['mean', quality.meanHitProbes, quality.meanMissProbes] as const;
  const blank = chance === null ? [] : [''];
  return dataTable(
    'Searches',
    columns,
    [...rows, [means[0], formatCount(means[1], 4), ...blank, formatCount(means[2], 4), ...blank]],
    'Searches',
  );
}

/** A share with a bar behind it, so that a column of them reads as a histogram. */
function bar(share: number): Markup {
  return html`<span class="bar" style="--share:${significant(Math.min(1, share) * 100)}%"
    >${formatShare(share)}</span
  >`;
}
