import { isDeepStrictEqual } from 'node:util';
import { defined } from '../../../base/primitives/defined.ts';
import type { Environment } from '../environment.ts';
import type { CellRecord, ExactRun, RunHead, RunPart, RunShard } from '../run-record.ts';
import {
  linesVersion,
  type InEnvironment,
  type StoredCell,
  type StoredExact,
  type StoredHead,
  type StoredSession,
} from './stored-record.ts';

/** What packs the parts of one record. */
export interface RecordPacker {
  readonly head: StoredHead;
  readonly cell: (cell: CellRecord) => StoredCell;
}

/** Brings a record into the form of its lines. @param cells how many there will be */
export function packRecord(head: RunHead, cells: number): RecordPacker {
  const { id, startedAt, finishedAt, isComplete, configuration, warnings } = head;
  const environments: Environment[] = [];
  const indexOf = (environment: Environment): number => {
    const known = environments.findIndex((one) => isDeepStrictEqual(one, environment));
    return known === -1 ? environments.push(environment) - 1 : known;
  };
  const own = indexOf(head.environment);
  const byShard = new Map(
    (head.shards ?? []).map(({ index, environment }) => [index, indexOf(environment)]),
  );
  const placed = <Process extends { readonly shard?: number }>(
    process: Process,
  ): InEnvironment<Process> => ({
    ...process,
    environment: byShard.get(process.shard ?? 0) ?? own,
  });
  return {
    head: {
      kind: head.kind,
      version: linesVersion,
      id,
      startedAt,
      finishedAt,
      isComplete,
      cells,
      environments,
      environment: own,
      sessions: sessionsOf(head, own, byShard),
      configuration,
      yardstick: head.yardstick.map(placed),
      warnings,
    },
    cell: ({ exact, rounds, ...cell }) => ({
      ...cell,
      exact: exact.map((process, at) => packExact(placed(process), at, exact)),
      rounds: rounds.map(placed),
    }),
  };
}

function sessionsOf(
  { startedAt, finishedAt, parts = [], shards = [] }: RunHead,
  own: number,
  byShard: ReadonlyMap<number, number>,
): readonly StoredSession[] {
  const sessions = shards.map(
    ({ index, count, processes, startedAt: from, finishedAt: to }): StoredSession => ({
      startedAt: from,
      finishedAt: to,
      environment: byShard.get(index) ?? own,
      shard: { index, count, processes },
    }),
  );
  const stretches = parts.map((part): StoredSession => ({ ...part, environment: own }));
  const all = [...stretches, ...sessions];
  return all.length > 0 ? all : [{ startedAt, finishedAt, environment: own }];
}

function packExact(
  process: InEnvironment<ExactRun>,
  at: number,
  all: readonly ExactRun[],
): StoredExact {
  const { counts, ...others } = process;
  if (counts === null) return process;
  const same = all.slice(0, at).findIndex((one) => isDeepStrictEqual(one.counts, counts));
  return same === -1 ? process : { ...others, sameCountsAs: same };
}

/** The head of a record as programs take it. */
export function unpackHead(stored: StoredHead): RunHead {
  const { id, startedAt, finishedAt, isComplete, configuration, warnings } = stored;
  const environment = environmentAt(stored, stored.environment);
  const shards = stored.sessions.flatMap((session): readonly RunShard[] =>
    session.shard === undefined
      ? []
      : [
          {
            ...session.shard,
            ...partOf(session),
            environment: environmentAt(stored, session.environment),
          },
        ],
  );
  const stretches = stored.sessions.filter(({ shard }) => shard === undefined).map(partOf);
  const isPlain = stretches.length === 1 && shards.length === 0;
  return {
    kind: stored.kind,
    version: 1,
    id,
    startedAt,
    finishedAt,
    isComplete,
    ...defined({
      parts: stretches.length === 0 || isPlain ? undefined : stretches,
      shards: shards.length === 0 ? undefined : shards,
    }),
    environment,
    configuration,
    yardstick: stored.yardstick.map(placeless),
    warnings,
  };
}

function partOf({ startedAt, finishedAt }: RunPart): RunPart {
  return { startedAt, finishedAt };
}

function environmentAt({ environments }: StoredHead, index: number): Environment {
  const found = environments[index];
  if (found === undefined) throw new RangeError(`environments has no ${index}`);
  return found;
}

/** The place of a process follows from its shard. */
function placeless<Process extends { readonly environment: number }>(
  process: Process,
): Omit<Process, 'environment'> {
  const { environment: _, ...others } = process;
  return others;
}

/** A cell as programs take it: counts that stand once are the same object in each process. */
export function unpackCell({ exact, rounds, ...cell }: StoredCell): CellRecord {
  return {
    ...cell,
    exact: exact.map(({ sameCountsAs, counts, ...process }) => ({
      ...placeless(process),
      counts: (sameCountsAs === undefined ? counts : exact[sameCountsAs]?.counts) ?? null,
    })),
    rounds: rounds.map(placeless),
  };
}
