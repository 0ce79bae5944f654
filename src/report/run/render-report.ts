import type { CellRecord, RunHead, RunRecord } from '../../lab/record/run-record.ts';
import { type OpenRecord, recordInMemory } from '../../lab/record/stored/open-record.ts';
import { nodeMajorOf } from '../../lab/record/environment.ts';
import type { ClaimsReport } from '../../lab/verify/claims/claim.ts';
import type { SpeedReport } from '../../lab/verify/speed/speed-report.ts';
import { collectBetweenParts } from '../../base/primitives/collect-garbage.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { type CellGist, gistOf } from './cell-gist.ts';
import { findingsOfCell, leadingFindings } from './findings/findings.ts';
import { shareOf } from './findings/headline.ts';
import type { RunFinding } from './findings/run-finding.ts';
import { counted, formatMoment } from './figures/format-figure.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { type CellLink, onThisPage } from './sections/cell-link.ts';
import { cellSection, type ShownCell } from './sections/cell-section.ts';
import { claimsSection } from './sections/claims-section.ts';
import { contentsSection } from './sections/contents-section.ts';
import { findingList } from './sections/finding-list.ts';
import { overviewScript } from './sections/overview-script.ts';
import { topSection } from './sections/top-section.ts';

/** What a report may show beside its record. */
export interface ReportExtras {
  /** Well-known statements about the growth of maps, each tested. */
  readonly claims?: ClaimsReport;
  /** How long reference maps take beside real Go, quoted where it was measured on the run's machine. */
  readonly speed?: SpeedReport;
}

/**
 * The swelling report of a run: one HTML page that needs no script (one sorts and filters its overview)
 * and asks nothing of any network.
 * The same record and extras give the same page, to the byte.
 */
export async function renderReport(record: RunRecord, extras: ReportExtras = {}): Promise<string> {
  return await renderSinglePage(recordInMemory(record), extras);
}

/** Like `renderReport`, of a record that is read a cell at a time. */
export async function renderSinglePage(record: OpenRecord, extras: ReportExtras): Promise<string> {
  const gists: CellGist[] = [];
  const cells: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  for await (const shown of shownCells(record)) {
    gists[shown.index] = gistOf(shown.record, shown.findings);
    cells[shown.index] = await cellSection(shown, speedOf(extras));
  }
  return firstPage(record.head, extras, gists, { cells });
}

/** More cells than this on one page are megabytes that a browser draws before anything is seen. */
export const mostCellsOfPage = 200;

/** One of the pages of a report. */
export interface ReportPage {
  /** From the folder of the first page. */
  readonly path: string;
  readonly html: string;
}

/** The names of the pages of single cells, in their order. @param folder beside the first page */
export function cellPages(cells: number, folder: string): readonly string[] {
  return Array.from({ length: cells }, (_, index) => cellPage(index, folder));
}

function cellPage(index: number, folder: string): string {
  return `${folder}/cell-${index + 1}.html`;
}

/**
 * The same report in many pages: one for each cell, and at the end the first page, with the findings and
 * a line for every cell. Only one page and one cell are held at a time.
 *
 * @param first name of the first page, which the others lead back to
 */
export async function* renderReportPages(
  record: OpenRecord,
  extras: ReportExtras,
  { first, folder }: { readonly first: string; readonly folder: string },
): AsyncGenerator<ReportPage> {
  const gists: CellGist[] = [];
  const home = `../${encodeURIComponent(first)}#contents`;
  for await (const shown of shownCells(record)) {
    gists[shown.index] = gistOf(shown.record, shown.findings);
    const section = await cellSection(shown, { allCells: home, ...speedOf(extras) });
    const title = `mapswell: ${shown.record.cell.id}`;
    const text = htmlPage('run', title, html`<main>${section}</main>`);
    yield { path: cellPage(shown.index, folder), html: text };
  }
  const linkOf = (index: number): string => cellPage(index, encodeURIComponent(folder));
  yield { path: first, html: firstPage(record.head, extras, gists, { linkOf }) };
}

function speedOf({ speed }: ReportExtras): Pick<ReportExtras, 'speed'> {
  return speed === undefined ? {} : { speed };
}

/** The cells one by one, each with its findings; a map of the user's waits for the `Map` beside it. */
async function* shownCells({ head, cells }: OpenRecord): AsyncGenerator<ShownCell> {
  const nodeMajor = nodeMajorOf(head.environment);
  const tidy = collectBetweenParts();
  const show = (record: CellRecord, index: number): ShownCell => ({
    record,
    index,
    run: head,
    beside: natives,
    findings: findingsOfCell(record, index, natives, nodeMajor),
  });
  let natives: CellRecord[] = [];
  let waiting: (readonly [CellRecord, number])[] = [];
  let scenario = '';
  let index = 0;
  for await (const record of cells()) {
    if (record.cell.scenario !== scenario) {
      for (const one of waiting) yield show(...one);
      ({ scenario } = record.cell);
      natives = [];
      waiting = [];
    }
    if (record.cell.target === 'native') natives.push(record);
    if (record.cell.target === 'module') waiting.push([record, index]);
    else yield show(record, index);
    index += 1;
    tidy();
  }
  for (const one of waiting) yield show(...one);
}

function firstPage(
  record: RunHead,
  { claims }: ReportExtras,
  gists: readonly CellGist[],
  {
    cells = [],
    linkOf = onThisPage,
  }: { readonly cells?: readonly Markup[]; readonly linkOf?: CellLink },
): string {
  const title = `mapswell: ${counted(gists.length, 'cell')}, ${formatMoment(record.startedAt)}`;
  return htmlPage(
    'run',
    title,
    html`${topSection(record, gists)}${findingsSection(record, gists, linkOf)}${contentsSection(gists, linkOf)}
      <main>${cells}</main>
      ${claims === undefined ? null : claimsSection(claims)} ${footSection(record)}`,
    gists.length > 1 ? { script: overviewScript } : {},
  );
}

function problemsIn(findings: readonly RunFinding[]): string {
  const problems = findings.filter(({ weight }) => weight === 'problem').length;
  return problems === 0 ? '' : `, ${counted(problems, 'problem')} among them`;
}

/** Problems come first. Below the list stands the table of all cells, which a longer one would push away. */
const mostFindings = 40;

function findingsSection(record: RunHead, gists: readonly CellGist[], linkOf: CellLink): Markup {
  const findings = leadingFindings(
    gists.map((gist) => gist.findings),
    gists.map(({ fullness }) => shareOf(fullness)),
  );
  const warnings = record.warnings.map(
    ({ message }) => html`<p class="warning">${foreign(message)}</p>`,
  );
  const list = (part: readonly RunFinding[]): Markup =>
    findingList(part, (index) => gists[index]?.id ?? '', linkOf);
  const more = findings.slice(mostFindings);
  const folded =
    more.length === 0
      ? null
      : html`<details>
          <summary>${counted(more.length, 'more finding')}${problemsIn(more)}</summary>
          ${list(more)}
        </details>`;
  return html`<section class="findings" aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${warnings}${findings.length === 0 ? html`<p class="muted">Nothing was measured.</p>` : list(findings.slice(0, mostFindings))}
    ${folded}
  </section> `;
}

function footSection({ id, configuration }: RunHead): Markup {
  return html`<footer class="foot">
    <p>
      Counted figures are exact: the same scenario gives them on every machine, so n is the number
      of processes that agreed. Latency is that of one operation in
      ${formatCount(configuration.latencySampleInterval)}, by chance, and of every one that starts a
      growth. Timed figures are medians over rounds, each in a process of its own; the spread is the
      median absolute deviation times 1.4826. A percentile is left out where fewer than ten timed
      operations were slower; &lt; 40 ns is one of which only this is known, because reading the
      clock takes longer than the operation.
    </p>
    <p>
      The yardstick is fixed work on the native Map, timed in every round: a ratio to it compares
      runs on machines of different speed. Bytes are what the runtime's allocator charges for the
      map. 1 KiB is 1,024 bytes, 1 MiB 1,048,576.
    </p>
    <p>
      Record ${foreign(id)}. Every figure is in the record beside this page, and in results.csv and
      growth-events.csv.
    </p>
  </footer> `;
}
