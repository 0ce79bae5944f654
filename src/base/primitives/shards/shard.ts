import { SandboxError } from '../errors/sandbox-error.ts';

/** Part `index`, from 1, of a run that is split into `count` parts. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** More files than this nobody merges by one command. */
const mostShards = 100_000;

/**
 * Reads `2/8`.
 *
 * @throws SandboxError `usage` naming the flag and the value
 */
export function parseShard(text: string, flag: string): Shard {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text);
  const index = Number(match?.[1]);
  const count = Number(match?.[2]);
  if (match !== null && index <= count && count <= mostShards) return { index, count };
  throw new SandboxError(
    'usage',
    `expected ${flag} to be i/n with i from 1 to n and n up to ${mostShards}, as in 2/8, got ${text}`,
  );
}

/** As people write it: `2/8`. */
export function shardName({ index, count }: Shard): string {
  return `${index}/${count}`;
}
