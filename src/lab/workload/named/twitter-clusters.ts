import type { RecordedKind } from '../operation-kinds.ts';
import { twitterTable } from './twitter-table.ts';

/** What is published of one production cache cluster. */
export interface TwitterCluster {
  /** `twitter/cluster12` */
  readonly name: string;
  /** Means, bytes. */
  readonly keyBytes: number;
  readonly valueBytes: number;
  readonly requestsPerSecond: number;
  /** Share of the requests that are the first of their key, 0 to 1. */
  readonly firstRequestShare: number;
  /** Bytes of what is live at a time, TTL considered; `null` where it was rounded to 0 MB. */
  readonly workingSetBytes: number | null;
  /** `null` where none was published. */
  readonly zipfExponent: number | null;
  /** Shares of the operations, in our words. */
  readonly mix: Readonly<Partial<Record<RecordedKind, number>>>;
  /** The commonest TTLs and their shares, as published: `1h:0.67 2h:0.33`. */
  readonly ttls: string;
}

const megabyte = 1e6;

const kinds: Readonly<Record<string, RecordedKind>> = {
  get: 'lookup',
  gets: 'lookup',
  set: 'insert',
  add: 'insert',
  cas: 'update',
  replace: 'update',
  append: 'update',
  prepend: 'update',
  incr: 'update',
  decr: 'update',
  delete: 'delete',
};

/** All clusters but the one of which no figures were published. */
export const twitterClusters: readonly TwitterCluster[] = twitterTable
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((field) => field.trim()))
  .filter(([, keyBytes]) => keyBytes !== 'N/A')
  .map(readCluster);

function readCluster(fields: readonly string[]): TwitterCluster {
  const [
    number = '',
    key,
    value,
    thousands,
    firsts,
    megabytes,
    exponent,
    operations = '',
    ttls = '',
  ] = fields;
  const mix: Partial<Record<RecordedKind, number>> = {};
  for (const part of operations.split(' ')) {
    const [word = '', share] = part.split(':');
    const kind = kinds[word];
    if (kind !== undefined) mix[kind] = (mix[kind] ?? 0) + Number(share);
  }
  return {
    name: `twitter/cluster${number}`,
    keyBytes: Number(key),
    valueBytes: Number(value),
    requestsPerSecond: Number(thousands) * 1000,
    firstRequestShare: Number(firsts) / 100,
    workingSetBytes: Number(megabytes) === 0 ? null : Number(megabytes) * megabyte,
    zipfExponent: exponent === 'N/A' ? null : Number(exponent),
    mix,
    ttls,
  };
}

/** Half of what is rounded to 0 MB at most. */
const leastBytes = megabyte / 2;

/** Entries that are live at a time: the working set over the mean size; a bound where that was rounded to 0 MB. */
export function liveEntries({ workingSetBytes, keyBytes, valueBytes }: TwitterCluster): number {
  return Math.max(1, Math.round((workingSetBytes ?? leastBytes) / (keyBytes + valueBytes)));
}
