import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { isOfV8 } from '../../../lab/config/cell-payload.ts';
import { doubtfulSummary } from '../../../lab/record/figures/doubtful-summary.ts';
import { exactCountsOf } from '../../../lab/record/figures/exact-counts-of.ts';
import { heapAccountOf } from '../../../lab/record/figures/heap-account-of.ts';
import type { ExactCounts } from '../../../lab/record/exact-result.ts';
import type { CellRecord, RunHead } from '../../../lab/record/run-record.ts';
import type { SpeedReport } from '../../../lab/verify/speed/speed-report.ts';
import { arenaLimitOf } from '../figures/arena-limit-of.ts';
import { chartsOfCell } from '../charts/charts-of-cell.ts';
import { describeMap, describePhase } from '../figures/describe-cell.ts';
import type { RunFinding } from '../findings/run-finding.ts';
import { formatCpus, formatNs, keepUnits } from '../figures/format-figure.ts';
import { speedSentence } from '../figures/speed-sentence.ts';
import { foreign, html, type Markup } from '../../kit/page/html.ts';
import { arrivalSection } from './arrival-section.ts';
import { chartFigures } from './chart-figures.ts';
import { exactTable } from './tables/exact-table.ts';
import { findingList } from './finding-list.ts';
import { fitTable } from './tables/fit-table.ts';
import { growthTable } from './tables/growth-table.ts';
import { heapTable } from './tables/heap-table.ts';
import { httpTable } from './tables/http-table.ts';
import { moduleSection } from './module-section.ts';
import { qualitySection } from './quality-section.ts';
import { raceTable } from './tables/race-table.ts';
import { roundsTable } from './tables/rounds-table.ts';
import { thresholdTable } from './tables/threshold-table.ts';
import { latencyTable, timedTable } from './tables/timed-table.ts';

/** One cell, where it stands, and what it stands beside. */
export interface ShownCell {
  readonly record: CellRecord;
  readonly index: number;
  /** Of the record that it is in. */
  readonly run: RunHead;
  /** Other cells, some of which may be of the same work. */
  readonly beside: readonly CellRecord[];
  readonly findings: readonly RunFinding[];
}

/** What stands around a cell. */
export interface CellSurroundings {
  /** Where the overview of all cells is. @default on the same page */
  readonly allCells?: string;
  /** Speeds beside real Go, quoted where they were measured on the machine of the run. */
  readonly speed?: SpeedReport;
}

/** Everything about one cell. */
export async function cellSection(
  { record, index, run, beside, findings }: ShownCell,
  { allCells = '#contents', speed }: CellSurroundings = {},
): Promise<Markup> {
  const { yardstick } = run;
  const { cell } = record;
  const heap = heapAccountOf(record);
  const counts = exactCountsOf(record);
  const key = `cell-${index + 1}`;
  const charts = chartsOfCell(record, yardstick);
  const leading = charts.filter(({ name }) => leadingCharts.has(name));
  const others = charts.filter(({ name }) => !leadingCharts.has(name));
  return html`<section class="cell" id="${key}" aria-labelledby="${key}-name">
    <header>
      <p class="eyebrow">Cell ${index + 1} · <a href="${allCells}">all cells</a></p>
      <h2 id="${key}-name">${foreign(cell.id)}</h2>
      <p class="purpose">${foreign(cell.purpose)}</p>
      ${cell.notes === '' ? null : html`<p class="notes">${foreign(cell.notes)}</p>`}
    </header>
    ${findingsPart(findings)}${warnings(record)}${parameters(record)}${aside(thresholdTable(record, run), fitTable(record, run.environment))}
    ${await chartFigures(leading, key)}
    ${arrivalSection(record)}${speedPart(speedSentence(record, run, speed))}${measuredPart(record, counts)}
    ${folded(others.map(({ chart }) => chart.title).join(', '), await chartFigures(others, key), others.length)}
    ${aside(raceTable(record))}${aside(httpTable(record))}${moduleSection(record, beside)}
    ${counts === null ? null : qualitySection(record, counts)}${heap === null ? null : heapTable(heap)}
    ${counts === null ? null : growthTable(counts)}${roundsTable(record, yardstick)}
  </section> `;
}

function speedPart(sentence: string | null): Markup | null {
  return sentence === null ? null : html`<p class="muted">${foreign(keepUnits(sentence))}</p>`;
}

/** Charts that answer what the overview cannot: when bytes come, and how long a write waits. */
const leadingCharts: ReadonlySet<string> = new Set(['memory', 'heap', 'http', 'latency']);

/** Every figure, folded away: the overview has those that most readers want. */
function measuredPart(record: CellRecord, counts: ExactCounts | null): Markup {
  const { summary, rounds } = record;
  const hasRounds = rounds.some(({ measurement }) => measurement !== null);
  const tables = [
    ...(counts === null ? [] : [exactTable(record, counts)]),
    ...(hasRounds ? [html`<div>${timedTable(summary)}${latencyTable(summary)}</div>`] : []),
  ];
  const what = [...(counts === null ? [] : ['counted']), ...(hasRounds ? ['timed, latency'] : [])];
  const figures = html`<div class="columns">${tables}</div>`;
  return html`${hasRounds ? null : unmeasured(record)}
  ${folded(`Every figure: ${what.join(', ')}`, figures, tables.length)}`;
}

function folded(summary: string, content: Markup, parts: number): Markup | null {
  if (parts === 0) return null;
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details> `;
}

/** What was seen of a rate that could not be kept is no measurement, and better than nothing. */
function unmeasured(record: CellRecord): Markup {
  const doubtful = doubtfulSummary(record);
  if (doubtful === null)
    return html`<p class="muted">No round of this cell gave a measurement.</p>`;
  return html`<div>
    <p class="warning">
      Doubtful: no round kept the rate, so that these times are those of another.
    </p>
    ${timedTable(doubtful)}${latencyTable(doubtful)}
  </div>`;
}

/** Tables of few columns, each no wider than one of two. */
function aside(...tables: readonly (Markup | null)[]): Markup | null {
  const shown = tables.filter((table) => table !== null);
  return shown.length === 0 ? null : html`<div class="columns">${shown}</div>`;
}

function findingsPart(findings: readonly RunFinding[]): Markup | null {
  if (findings.length === 0) return null;
  return html`<div class="findings">${findingList(findings, null)}</div>`;
}

function warnings({ warnings: found }: CellRecord): readonly Markup[] {
  // Limits stand at the top of the page, with the cells that had them.
  return found
    .filter(({ code }) => code !== 'limit')
    .map(({ message }) => html`<p class="warning">${foreign(message)}</p>`);
}

function parameters(record: CellRecord): Markup {
  const { cell } = record;
  const phases = cell.workload.phases.map(
    (phase) =>
      html`<dt>${foreign(phase.name)}</dt>
        <dd>${describePhase(phase)}</dd>`,
  );
  const { ownership, shape, seed } = cell.workload;
  return html`<dl class="parameters">
    <dt>Load</dt>
    <dd>${foreign(describeMap(cell))}</dd>
    ${phases}
    <dt>Keys</dt>
    <dd>
      ${ownership === 'same' ? 'the same for all writers' : 'each writer its own'}, ${shape}, seed
      ${seed}
    </dd>
    <dt>Limits</dt>
    <dd>${keepUnits(limitsOf(record))}</dd>
  </dl>`;
}

/** The limit of the heap that V8 took in its processes, and the flags that they had. */
function heapText({ cell, exact, rounds }: CellRecord): readonly string[] {
  const bytes = [...exact, ...rounds][0]?.usage.heapLimitBytes;
  const flags = cell.nodeArguments === undefined ? '' : ` (${cell.nodeArguments.join(' ')})`;
  return bytes === undefined ? [] : [`of it V8 for its heap ${formatBytes(bytes)}${flags}`];
}

function limitsOf(record: CellRecord): string {
  const { limits, timeLimitMs } = record.cell;
  const map = arenaLimitOf(record);
  return [
    ...(map === null ? [] : [`the map ${formatLimitBytes(map)}`]),
    `the process ${formatLimitBytes(limits.memoryBytes)}`,
    ...(isOfV8(record.cell) ? heapText(record) : []),
    `${formatCpus(limits.cpus)} CPUs asked`,
    formatNs(timeLimitMs * 1e6),
  ].join(', ');
}
