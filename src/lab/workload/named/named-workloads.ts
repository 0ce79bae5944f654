import type { KeyDistribution, Mix, Phase } from '../workload.ts';
import { liveEntries, type TwitterCluster, twitterClusters } from './twitter-clusters.ts';

/** A workload that is known by a name. */
export interface NamedWorkload {
  readonly name: string;
  /** What it is and where its figures come from, in a sentence. */
  readonly summary: string;
  /** Bytes of a key, a string. */
  readonly keyBytes: number;
  /** Bytes that a value carries; a map does not count what its values point to. */
  readonly valueBytes: number;
  /** Keys that are loaded first. */
  readonly entries: number;
  readonly mix: Mix;
  readonly keys: KeyDistribution;
}

const ycsbRecords = 1_000_000;
/** `user` and the digits of a 64-bit hash. */
const ycsbKeyBytes = 23;
/** Ten fields of 100 bytes. */
const ycsbValueBytes = 1000;
const ycsbZipfian = { kind: 'zipfian', keys: ycsbRecords, exponent: 0.99 } as const;

function ycsb(letter: string, what: string, mix: Mix, keys: KeyDistribution = ycsbZipfian) {
  return {
    name: `ycsb/${letter}`,
    summary: `YCSB core workload ${letter.toUpperCase()}: ${what} (B. Cooper et al., SoCC 2010)`,
    keyBytes: ycsbKeyBytes,
    valueBytes: ycsbValueBytes,
    entries: ycsbRecords,
    mix,
    keys,
  };
}

const ycsbWorkloads: readonly NamedWorkload[] = [
  ycsb('a', 'half look-ups, half updates', { lookup: 50, update: 50 }),
  ycsb('b', '95 % look-ups, 5 % updates', { lookup: 95, update: 5 }),
  ycsb('c', 'look-ups only', { lookup: 100 }),
  ycsb(
    'd',
    '95 % look-ups, uniform over the newest records, 5 % inserts, from an empty map',
    { lookup: 95, insert: 5 },
    { kind: 'sliding-window', window: ycsbRecords },
  ),
  ycsb('e', '95 % scans, of which a map does the first look-up, 5 % inserts', {
    lookup: 95,
    insert: 5,
  }),
  ycsb('f', 'half look-ups, half read-modify-writes, which are updates', {
    lookup: 50,
    update: 50,
  }),
];

function twitter(cluster: TwitterCluster): NamedWorkload {
  const { name, keyBytes, valueBytes, mix, zipfExponent } = cluster;
  const entries = liveEntries(cluster);
  return {
    name,
    summary: `a production cache of Twitter, keys of ${keyBytes} and values of ${valueBytes} bytes, TTL ${cluster.ttls} (J. Yang et al., OSDI 2020, CC BY 4.0)`,
    keyBytes,
    valueBytes,
    entries,
    mix,
    keys:
      zipfExponent === null || zipfExponent === 0
        ? { kind: 'uniform', keys: entries }
        : { kind: 'zipfian', keys: entries, exponent: zipfExponent },
  };
}

/** Every workload that has a name. */
export const namedWorkloads: readonly NamedWorkload[] = [
  ...ycsbWorkloads,
  ...twitterClusters.map(twitter),
];

/** Names of all of them. */
export const workloadNames: readonly string[] = namedWorkloads.map(({ name }) => name);

const leastOperations = 1_000_000;

/** The workload of a name. @throws RangeError for a name that is none */
export function namedWorkload(name: string): NamedWorkload {
  const known = namedWorkloads.find((workload) => workload.name === name);
  if (known === undefined) throw new RangeError(`expected the name of a workload, got ${name}`);
  return known;
}

/**
 * The phases of a workload for so many writers: its live entries are loaded, then as many operations
 * (a million at least) fall on them. Keys whose TTL ends are not deleted: the loaded entries are those that
 * are live at a time. A window fills itself.
 */
export function namedPhases(
  { entries, mix, keys }: NamedWorkload,
  writers: number,
): readonly Phase[] {
  const perWriter = (operations: number): number => Math.ceil(operations / writers);
  const load = {
    name: 'load',
    operationsPerWriter: perWriter(entries),
    mix: { insert: 1 },
    keys: { kind: 'sequential' },
  } as const;
  const operationsPerWriter = perWriter(Math.max(entries, leastOperations));
  const traffic = { name: 'traffic', operationsPerWriter, mix, keys };
  return keys.kind === 'sliding-window' ? [traffic] : [load, traffic];
}
