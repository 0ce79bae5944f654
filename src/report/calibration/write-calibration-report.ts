import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { renderCalibration } from './render-calibration.ts';
import { renderDetection } from './render-detection.ts';
import type { ShownTrace } from './shown-trace.ts';

/**
 * Writes the page of a calibration, whole or not at all.
 *
 * @returns bytes of the file
 * @throws SandboxError `output` naming the file when it cannot be written
 */
export async function writeCalibrationReport(
  path: string,
  calibration: Calibration,
  traces: readonly ShownTrace[],
): Promise<number> {
  return await writePage(path, await renderCalibration(calibration, traces));
}

/** The same of the alarms that a calibration raises on traces. */
export async function writeDetectionReport(
  path: string,
  calibration: Calibration,
  traces: readonly ShownTrace[],
): Promise<number> {
  return await writePage(path, await renderDetection(calibration, traces));
}

async function writePage(path: string, page: string): Promise<number> {
  const content = Buffer.from(page);
  await writeFileAtomically(path, content);
  return content.length;
}
