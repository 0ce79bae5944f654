import { join } from 'node:path';
import { recordInMemory } from '../../lab/record/stored/open-record.ts';
import type { RunResult } from '../../lab/run/run-sandbox.ts';
import { writeClaims } from '../../lab/verify/claims/claims-file.ts';
import { testModelClaims } from '../../lab/verify/claims/test-claims.ts';
import { writeSpeed } from '../../lab/verify/speed/speed-file.ts';
import type { ReportExtras } from '../../report/run/render-report.ts';
import { reportPlace, writeRunReport } from './write-run-report.ts';

/**
 * The report of a run, with what the models say to well-known claims and with the speeds that were named;
 * both lie beside it for later reports.
 */
export async function writeReportOfRun(
  { record, folder }: Pick<RunResult, 'record' | 'folder'>,
  speeds: Pick<ReportExtras, 'speed'>,
  isForced: boolean,
): Promise<void> {
  const claims = testModelClaims();
  await writeClaims(join(folder.path, 'claims.json'), claims);
  if (speeds.speed !== undefined) await writeSpeed(join(folder.path, 'speed.json'), speeds.speed);
  await writeRunReport(
    recordInMemory(record),
    { claims, ...speeds },
    reportPlace(folder.report, isForced),
  );
}
