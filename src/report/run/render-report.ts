import type { RunRecord } from '../../lab/record/run-record.ts';
import { nodeMajorOf } from '../../lab/record/environment.ts';
import type { ClaimsReport } from '../../lab/verify/claims/claim.ts';
import { formatCount } from '../../base/primitives/format-count.ts';
import type { RunFinding } from './findings/run-finding.ts';
import { findingsOfCell, leadingFindings } from './findings/findings.ts';
import { counted, formatMoment } from './figures/format-figure.ts';
import { foreign, html, type Markup } from '../kit/page/html.ts';
import { htmlPage } from '../kit/page/html-page.ts';
import { type CellLink, onThisPage } from './sections/cell-link.ts';
import { cellSection } from './sections/cell-section.ts';
import { claimsSection } from './sections/claims-section.ts';
import { contentsSection } from './sections/contents-section.ts';
import { findingList } from './sections/finding-list.ts';
import { overviewScript } from './sections/overview-script.ts';
import { topSection } from './sections/top-section.ts';

/** What a report may show beside its record. */
export interface ReportExtras {
  /** Well-known statements about the growth of maps, each tested. */
  readonly claims?: ClaimsReport;
}

/**
 * The swelling report of a run: one HTML page that needs no script (one sorts and filters its overview)
 * and asks nothing of any network.
 * The same record and extras give the same page, to the byte.
 */
export async function renderReport(record: RunRecord, extras: ReportExtras = {}): Promise<string> {
  const findings = findingsOf(record);
  const cells: Markup[] = [];
  // One after the other: the ids of Vega count up in the process.
  for (const index of record.cells.keys())
    cells.push(await cellSection(record, index, findings[index] ?? []));
  return firstPage(record, extras, findings, { cells });
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
export function cellPages({ cells }: RunRecord, folder: string): readonly string[] {
  return cells.map((_, index) => `${folder}/cell-${index + 1}.html`);
}

/**
 * The same report in many pages: one for each cell, and at the end the first page, with the findings and
 * a line for every cell. Only one page is held at a time.
 *
 * @param first name of the first page, which the others lead back to
 */
export async function* renderReportPages(
  record: RunRecord,
  extras: ReportExtras,
  { first, folder }: { readonly first: string; readonly folder: string },
): AsyncGenerator<ReportPage> {
  const findings = findingsOf(record);
  const paths = cellPages(record, folder);
  const home = `../${encodeURIComponent(first)}#contents`;
  for (const [index, path] of paths.entries()) {
    const section = await cellSection(record, index, findings[index] ?? [], home);
    const title = `mapswell: ${record.cells[index]?.cell.id ?? ''}`;
    yield { path, html: htmlPage('run', title, html`<main>${section}</main>`) };
  }
  const linkOf = (index: number): string => `${encodeURIComponent(folder)}/cell-${index + 1}.html`;
  yield { path: first, html: firstPage(record, extras, findings, { linkOf }) };
}

type CellFindings = readonly (readonly RunFinding[])[];

function findingsOf(record: RunRecord): CellFindings {
  const nodeMajor = nodeMajorOf(record.environment);
  return record.cells.map((cell, index) => findingsOfCell(cell, index, record.cells, nodeMajor));
}

function firstPage(
  record: RunRecord,
  { claims }: ReportExtras,
  findings: CellFindings,
  {
    cells = [],
    linkOf = onThisPage,
  }: { readonly cells?: readonly Markup[]; readonly linkOf?: CellLink },
): string {
  const title = `mapswell: ${counted(record.cells.length, 'cell')}, ${formatMoment(record.startedAt)}`;
  return htmlPage(
    'run',
    title,
    html`${topSection(record)}${findingsSection(record, findings, linkOf)}${contentsSection(record, linkOf)}
      <main>${cells}</main>
      ${claims === undefined ? null : claimsSection(claims)} ${footSection(record)}`,
    record.cells.length > 1 ? { script: overviewScript } : {},
  );
}

function findingsSection(record: RunRecord, byCell: CellFindings, linkOf: CellLink): Markup {
  const findings = leadingFindings(byCell, record.cells);
  const warnings = record.warnings.map(
    ({ message }) => html`<p class="warning">${foreign(message)}</p>`,
  );
  const list = findingList(findings, (index) => record.cells[index]?.cell.id ?? '', linkOf);
  return html`<section class="findings" aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${warnings}${findings.length === 0 ? html`<p class="muted">Nothing was measured.</p>` : list}
  </section> `;
}

function footSection({ id, configuration }: RunRecord): Markup {
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
      Record ${foreign(id)}. Every figure is in record.json beside this page, and in results.csv and
      growth-events.csv.
    </p>
  </footer> `;
}
