import { join } from 'node:path';
import { writeFileAtomically } from '../../../base/primitives/write-file-atomically.ts';
import { formatTraceCsv } from '../../trace/format-trace-csv.ts';
import type { MapType, Trace, TraceLabel } from '../../trace/trace.ts';

/** What a fleet was made from. */
export interface FleetOrigin {
  readonly seed: number;
  /** Ids of the traces whose noise was resampled. */
  readonly noise: readonly string[];
}

/** One trace as `fleet.json` lists it. */
interface FleetTrace extends Partial<TraceLabel>, Pick<Trace, 'ending' | 'limitBytes'> {
  readonly file: string;
  readonly map: MapType | null;
}

interface FleetManifest extends FleetOrigin {
  readonly kind: 'mapswell-fleet';
  readonly version: 1;
  readonly traces: readonly FleetTrace[];
}

export function traceFileName(id: string): string {
  return `${id}.csv`;
}

/**
 * Writes one CSV file per trace, and last `fleet.json` with the labels: a folder without it is one
 * that was not finished. A trace is on disk before the next one is drawn.
 *
 * @returns what `fleet.json` lists
 * @throws SandboxError `output` if a file cannot be written
 */
export async function writeFleet(
  folder: string,
  origin: FleetOrigin,
  fleet: Iterable<Trace>,
): Promise<FleetManifest['traces']> {
  const traces: FleetTrace[] = [];
  for (const trace of fleet) {
    const { id, label, ending, limitBytes, map } = trace;
    await writeFileAtomically(join(folder, traceFileName(id)), formatTraceCsv(trace));
    const type = map?.type ?? null;
    traces.push({ file: traceFileName(id), ...label, ending, limitBytes, map: type });
  }
  const manifest: FleetManifest = { kind: 'mapswell-fleet', version: 1, ...origin, traces };
  await writeFileAtomically(join(folder, 'fleet.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return traces;
}
