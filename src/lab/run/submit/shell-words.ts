import type { ShardJob } from './shard-job.ts';

/** A word as a POSIX shell reads it back, quoted only where that is needed. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command that runs one part. @param shard and @param out as the shell writes them */
export function runCommandOf(job: ShardJob, shard: string, out: string): string {
  const { mapswell, runArguments, shards } = job;
  return [
    mapswell,
    'run',
    ...runArguments.map(shellWord),
    `--shard ${shard}/${shards}`,
    `--out ${out}`,
  ].join(' ');
}

/** The command that puts the parts together. */
export function mergeCommandOf({ mapswell }: ShardJob, parts: string, merged: string): string {
  return `${mapswell} merge ${parts} --out ${merged}`;
}
