import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import type { RunRecord } from '../../lab/record/run-record.ts';
import { renderReport, type ReportExtras } from './render-report.ts';

/**
 * Writes the report of a run, whole or not at all.
 *
 * @returns bytes of the file
 * @throws {SandboxError} `output` naming the file when it cannot be written
 */
export async function writeReport(
  path: string,
  record: RunRecord,
  extras: ReportExtras = {},
): Promise<number> {
  const content = Buffer.from(await renderReport(record, extras));
  await writeFileAtomically(path, content);
  return content.length;
}
