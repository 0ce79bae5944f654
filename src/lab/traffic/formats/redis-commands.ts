import { Verb } from '../recorded-operation.ts';

/** What a command of Redis does to the keys of its database. */
export interface RedisCommand {
  readonly verb: Verb;
  /** Where the words decide, as NX does. */
  readonly verbOf?: (words: readonly string[]) => Verb;
  /** Words from one key to the next; 0 for a command of one key. */
  readonly step?: 0 | 1 | 2;
  /** Words from a key to its value. */
  readonly valueAt?: number;
  /** Milliseconds to live that the words say; NaN where they say nothing. */
  readonly ttl?: (words: readonly string[], timeMs: number) => number;
  readonly isEverySpace?: boolean;
}

/** Options of SET and GETEX that say when a key expires, and milliseconds in their unit. */
const relative: Readonly<Record<string, number>> = { ex: 1000, px: 1 };
const absolute: Readonly<Record<string, number>> = { exat: 1000, pxat: 1 };

/** @param otherwise where no option says it: a SET takes the old TTL away */
function optionTtl(from: number, otherwise: number) {
  return (words: readonly string[], timeMs: number): number => {
    let ttl = otherwise;
    for (let at = from; at < words.length; at++) {
      const option = (words[at] ?? '').toLowerCase();
      const value = Number(words[at + 1]);
      if (option === 'keepttl') ttl = Number.NaN;
      if (option === 'persist') ttl = 0;
      if (relative[option] !== undefined) ttl = value * relative[option];
      if (absolute[option] !== undefined) ttl = Math.max(1, value * absolute[option] - timeMs);
    }
    return ttl;
  };
}

function wordTtl(at: number, unitMs: number, isAbsolute = false) {
  return (words: readonly string[], timeMs: number): number => {
    const value = Number(words[at]) * unitMs;
    // 0 would be for ever; what is past is over at once.
    return Math.max(1, isAbsolute ? value - timeMs : value);
  };
}

function setVerb(words: readonly string[]): Verb {
  const options = new Set(words.slice(3).map((word) => word.toLowerCase()));
  if (options.has('nx')) return Verb.Add;
  return options.has('xx') ? Verb.Update : Verb.Insert;
}

const never = (): number => 0;

const one = (verb: Verb, names: string, more: Omit<RedisCommand, 'verb'> = {}) =>
  names.split(' ').map((name) => [name, { verb, ...more }] as const);

/** Commands that touch keys; all others ask nothing of a map. */
export const redisCommands: ReadonlyMap<string, RedisCommand> = new Map<string, RedisCommand>([
  ...one(Verb.Lookup, 'get strlen getrange getbit bitcount ttl pttl type dump object substr'),
  ...one(Verb.Lookup, 'hget hmget hgetall hexists hlen hkeys hvals hscan llen lrange lindex'),
  ...one(Verb.Lookup, 'smembers sismember smismember scard srandmember sscan zscore zrank zrange'),
  ...one(Verb.Lookup, 'zrevrange zrangebyscore zcard zcount zscan xlen xrange xread pfcount'),
  ...one(Verb.Lookup, 'mget exists touch', { step: 1 }),
  ...one(Verb.Insert, 'set', { valueAt: 1, verbOf: setVerb, ttl: optionTtl(3, 0) }),
  ...one(Verb.Insert, 'getset', { valueAt: 1, ttl: never }),
  ...one(Verb.Insert, 'setex', { valueAt: 2, ttl: wordTtl(2, 1000) }),
  ...one(Verb.Insert, 'psetex', { valueAt: 2, ttl: wordTtl(2, 1) }),
  ...one(Verb.Insert, 'mset', { step: 2, valueAt: 1, ttl: never }),
  ...one(Verb.Insert, 'restore'),
  ...one(Verb.Add, 'setnx', { valueAt: 1 }),
  ...one(Verb.Add, 'msetnx', { step: 2, valueAt: 1 }),
  ...one(Verb.Update, 'append incr decr incrby decrby incrbyfloat setrange setbit'),
  ...one(Verb.Update, 'hset hmset hsetnx hincrby hincrbyfloat lpush rpush lset linsert sadd'),
  ...one(Verb.Update, 'zadd zincrby xadd pfadd geoadd'),
  ...one(Verb.Delete, 'getdel'),
  ...one(Verb.Delete, 'del unlink', { step: 1 }),
  ...one(Verb.Lookup, 'getex', { verbOf: () => Verb.Expire, ttl: optionTtl(2, Number.NaN) }),
  ...one(Verb.Expire, 'expire', { ttl: wordTtl(2, 1000) }),
  ...one(Verb.Expire, 'pexpire', { ttl: wordTtl(2, 1) }),
  ...one(Verb.Expire, 'expireat', { ttl: wordTtl(2, 1000, true) }),
  ...one(Verb.Expire, 'pexpireat', { ttl: wordTtl(2, 1, true) }),
  ...one(Verb.Expire, 'persist', { ttl: never }),
  ...one(Verb.Flush, 'flushdb'),
  ...one(Verb.Flush, 'flushall', { isEverySpace: true }),
]);
