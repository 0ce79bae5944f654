import { array, number, object, type ZodType } from 'zod';
import { defined } from '../../../base/primitives/defined.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';
import { buildGoProgram, type GoBuild } from '../../subjects/go/build-go-program.ts';
import type { FillFigures } from '../figure-sums.ts';
import { type TypePair, typesFile } from './type-pairs.ts';

const fillTimeLimitMs = 600_000;

/** What a fresh map goes through; all but the first are ways of using a `sync.Map`. */
export type FillWay = 'map' | SyncMapUse;

/** See `referenceSyncMap`. */
export type SyncMapUse = 'stored' | 'deleted' | 'used';

/** Fresh maps to be filled, each with so many distinct keys. */
export interface FillJob {
  readonly way: FillWay;
  readonly entries: number;
  readonly hint: number;
  readonly copies: number;
}

/** What the maps of a job took, means per map, and the inserts that grew one of them. */
export interface RealFill extends FillFigures {
  readonly growths: readonly number[];
  /**
   * Of one classic map: main buckets, overflow buckets, buckets and entries of the longest chain; empty
   * for other maps.
   */
  readonly chains: readonly number[];
}

const filledSchema: ZodType<RealFill> = object({
  allocatedBytes: number(),
  allocations: number(),
  heldBytes: number(),
  growths: array(number()),
  chains: array(number()),
});

/**
 * Fills maps of real Go, with the hash that it uses by default.
 *
 * @returns one answer per job
 * @throws SandboxError `environment` when the program does not build or fails
 */
export async function fillRealMaps(
  pair: TypePair,
  jobs: readonly FillJob[],
  build: GoBuild,
): Promise<readonly RealFill[]> {
  const { env, signal } = build;
  const program = await buildGoProgram(
    { name: 'totals', generated: { 'types.go': typesFile(pair) } },
    build,
  );
  const { exitCode, stdout, stderrTail } = await runProgram({
    program,
    arguments: [],
    env: { ...env, GODEBUG: '', GOGC: 'off', GOMAXPROCS: '1' },
    input: jobs
      .map(({ way, entries, hint, copies }) => `${way} ${entries} ${hint} ${copies}\n`)
      .join(''),
    timeLimitMs: fillTimeLimitMs,
    ...defined({ signal }),
  });
  const lines = stdout.toString().trim().split('\n');
  if (exitCode === 0 && lines.length === jobs.length)
    return lines.map((line) => filledSchema.parse(JSON.parse(line)));
  throw new SandboxError(
    'environment',
    `expected ${jobs.length} answers of the program that fills maps, got ${lines.length} and exit code ${exitCode}: ${stderrTail}`,
  );
}
