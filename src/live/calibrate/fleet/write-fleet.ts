import { join } from 'node:path';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import { formatTraceCsv } from '../../trace/format-trace-csv.ts';
import type { Trace } from '../../trace/trace.ts';

/** What a fleet was made from. */
export interface FleetOrigin {
  readonly seed: number;
  /** Ids of the traces whose noise was resampled. */
  readonly noise: readonly string[];
}

/**
 * Writes one CSV file per trace, and last `fleet.json` with the labels: a folder without it is one
 * that was not finished.
 *
 * @throws SandboxError `output` if a file cannot be written
 */
export async function writeFleet(
  folder: string,
  origin: FleetOrigin,
  fleet: readonly Trace[],
): Promise<void> {
  for (const trace of fleet) {
    await writeFileAtomically(join(folder, `${trace.id}.csv`), formatTraceCsv(trace));
  }
  const traces = fleet.map(({ id, label, ending, limitBytes, map }) => ({
    file: `${id}.csv`,
    ...label,
    ending,
    limitBytes,
    map: map?.type ?? null,
  }));
  const manifest = { kind: 'mapswell-fleet', version: 1, ...origin, traces };
  await writeFileAtomically(join(folder, 'fleet.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}
