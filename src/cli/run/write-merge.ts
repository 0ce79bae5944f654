import { join } from 'node:path';
import { makeFolder } from '../../base/primitives/make-folder.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { growthEventsCsvPieces } from '../../lab/record/csv/growth-events-csv.ts';
import { resultsCsvPieces } from '../../lab/record/csv/results-csv.ts';
import { endingWith } from '../../lab/record/stored/open-record.ts';
import { writeOpenRecord } from '../../lab/record/stored/write-record.ts';
import { type RecordForm, usualForm } from '../../lab/record/stored/record-form.ts';
import { removeOtherRecords, runFolder } from '../../lab/run/journal/run-folder.ts';
import type { OpenMerge } from '../../lab/run/shards/merge-shards.ts';
import { testModelClaims } from '../../lab/verify/claims/test-claims.ts';
import { writeClaims } from '../../lab/verify/claims/claims-file.ts';
import { reportPlace, writeRunReport } from './write-run-report.ts';

export interface MergeOutput {
  /** Aborted by a request to end: no file is left half written. */
  readonly signal: AbortSignal;
  /** Replace reports of others. @default false */
  readonly isForced?: boolean;
  /** @default by the number of cells */
  readonly recordAs?: RecordForm;
}

/**
 * Writes the records, tables and reports of a merge: those of the first kind of machine by the names of
 * a run, those of others beside them as `record-2.json`.
 *
 * @returns the names of the files
 */
export async function writeMerge(
  { records }: OpenMerge,
  folder: string,
  { signal, isForced = false, recordAs }: MergeOutput,
): Promise<readonly string[]> {
  await makeFolder(folder);
  const claims = testModelClaims();
  await writeClaims(join(folder, 'claims.json'), claims);
  const written: string[] = [];
  for (const [at, merged] of records.entries()) {
    const record = endingWith(merged, signal);
    const name = (stem: string, ending: string): string =>
      at === 0 ? `${stem}.${ending}` : `${stem}-${at + 1}.${ending}`;
    const form = recordAs ?? usualForm(record.cellCount);
    await writeOpenRecord(join(folder, name('record', form)), record);
    if (at === 0) removeOtherRecords(runFolder(folder, form));
    await writeFileAtomically(join(folder, name('results', 'csv')), () => resultsCsvPieces(record));
    await writeFileAtomically(join(folder, name('growth-events', 'csv')), () =>
      growthEventsCsvPieces(record),
    );
    const report = name('report', 'html');
    await writeRunReport(record, { claims }, reportPlace(join(folder, report), isForced));
    written.push(name('record', form), report);
  }
  return written;
}
