import type { Cell } from '../../config/cell.ts';
import type { Environment } from '../../record/environment.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { ShardHeader } from '../shards/shard-header.ts';

export const journalKind = 'mapswell-journal';
export const journalVersion = 1;

/** What a run is, fixed before its first process starts: the first line of its journal. */
export interface RunHeader {
  readonly kind: typeof journalKind;
  readonly version: typeof journalVersion;
  readonly id: string;
  readonly startedAt: string;
  readonly environment: Environment;
  readonly configuration: RunRecord['configuration'];
  readonly cells: readonly Cell[];
  /** Of a part of a run. */
  readonly shard?: ShardHeader;
}
