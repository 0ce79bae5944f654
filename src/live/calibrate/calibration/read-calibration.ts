import { readInputText } from '../../../base/primitives/input/read-input.ts';
import { type DocumentKind, parseDocument } from '../../../base/schema/parse-document.ts';
import { calibrationVersion, type Calibration } from './calibration.ts';

const calibrationDocument: DocumentKind<Calibration> = {
  name: 'mapswell calibration',
  kind: 'mapswell-calibration',
  version: calibrationVersion,
  renewBy: 'run mapswell calibrate on the traces again',
  schema: async () => (await import('./calibration-schema.ts')).calibrationSchema,
};

/**
 * Reads `calibration.json`.
 *
 * @throws SandboxError `input` if the file is missing, damaged, foreign or newer than this program
 */
export async function readCalibration(path: string): Promise<Calibration> {
  return await parseDocument(readInputText(path), path, calibrationDocument);
}
