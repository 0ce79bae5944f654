import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { calibrationVersion, type Calibration } from './calibration.ts';
import { calibrationSchema } from './calibration-schema.ts';

/**
 * Reads `calibration.json`.
 *
 * @throws SandboxError `input` if the file is missing, damaged, foreign or newer than this program
 */
export async function readCalibration(path: string): Promise<Calibration> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read ${path}: ${reason}`, { cause: error });
  }
  const head = z.object({ kind: z.string(), version: z.number() }).safeParse(json);
  if (!head.success || head.data.kind !== 'mapswell-calibration') {
    throw new SandboxError(
      'input',
      `expected a calibration of mapswell, got something else (${path})`,
    );
  }
  if (head.data.version !== calibrationVersion) {
    throw new SandboxError(
      'input',
      `expected a calibration of version ${calibrationVersion}, got ${head.data.version} (${path})`,
    );
  }
  const result = calibrationSchema.safeParse(json);
  if (result.success) return result.data;
  throw new SandboxError('input', `${path}:\n${z.prettifyError(result.error)}`);
}
