import { basename, dirname, join } from 'node:path';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { requireHarmless } from '../../base/primitives/output/require-harmless.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { OpenRecord } from '../../lab/record/stored/open-record.ts';
import {
  cellPages,
  mostCellsOfPage,
  renderReportPages,
  renderSinglePage,
  type ReportExtras,
} from '../../report/run/render-report.ts';

/** One page that may be written. */
export interface PagePlace {
  /** @returns bytes, where they are counted */
  readonly write: (html: string) => Promise<number | void>;
}

/** Where the pages of a report go. */
export interface ReportPlace {
  /** Whole path of the first page. */
  readonly file: string;
  readonly page: PagePlace;
  /** Looks whether a page may be written there. */
  readonly open: (path: string) => Promise<PagePlace>;
}

/** The report of a record: one page, or beyond 200 cells a first one and a folder with one for each cell. */
export async function writeRunReport(
  record: OpenRecord,
  extras: ReportExtras,
  { file, page, open }: ReportPlace,
): Promise<number> {
  if (record.cellCount <= mostCellsOfPage)
    return (await page.write(await renderSinglePage(record, extras))) ?? 0;
  const place = { first: basename(file), folder: `${basename(file, '.html')}-cells` };
  const pages = new Map([[place.first, page]]);
  for (const path of cellPages(record.cellCount, place.folder))
    pages.set(path, await open(join(dirname(file), path)));
  let bytes = 0;
  // The first page comes last: what it leads to is there.
  for await (const { path, html } of renderReportPages(record, extras, place))
    bytes = (await pages.get(path)?.write(html)) ?? 0;
  return bytes;
}

/** A report whose first page was looked at before the work began; its other pages are now. */
export function reportPlace(file: string, isForced: boolean): ReportPlace {
  return {
    file,
    page: pageAt(file),
    open: async (path) => {
      const rules = { kind: fileKinds.runPage, inputs: [], isForced };
      await requireHarmless({ name: 'the report', path }, rules);
      return pageAt(path);
    },
  };
}

function pageAt(path: string): PagePlace {
  return { write: async (html) => writeFileAtomically(path, html) };
}
