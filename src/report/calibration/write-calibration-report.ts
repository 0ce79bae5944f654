import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { renderCalibration } from './render-calibration.ts';
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
  const content = Buffer.from(await renderCalibration(calibration, traces));
  await writeFileAtomically(path, content);
  return content.length;
}
