import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { identifyProcess, startedAtMsOf } from '../proc/process-identity.ts';
import { addressText, type RedisAddress, RedisConnection } from './redis-connection.ts';
import {
  databasesOf,
  infoCount,
  parseInfo,
  type RedisDatabase,
  type RedisDict,
  type RedisInfo,
  type SeenDict,
} from './redis-info.ts';
import {
  grownTable,
  overheadsOf,
  type RedisTable,
  tableOfOverhead,
  tablesOfHtStats,
} from './redis-tables.ts';
import { RespError, type RespValue } from './resp-reader.ts';

/** Variables of the environment that say who asks; `REDISCLI_AUTH` is what redis-cli reads. */
export const redisVariables = {
  user: 'MAPSWELL_REDIS_USER',
  password: 'MAPSWELL_REDIS_PASSWORD',
  cliPassword: 'REDISCLI_AUTH',
} as const;

/** Who asks; never shown. */
export interface RedisCredentials {
  readonly user: string | null;
  readonly password: string | null;
}

/** @param env of the process */
export function credentialsOf(env: Readonly<Record<string, string | undefined>>): RedisCredentials {
  const { user, password, cliPassword } = redisVariables;
  return { user: env[user] ?? null, password: env[password] ?? env[cliPassword] ?? null };
}

/** What a Redis says of itself at one moment. */
export interface RedisLook {
  readonly info: RedisInfo;
  readonly dicts: readonly SeenDict[];
  /** Whether a child saves or rewrites: no table doubles at its time then. */
  readonly isSaving: boolean;
  readonly atMs: number;
}

/**
 * `DEBUG HTSTATS` walks every slot while the server waits, 0.06 ms for a thousand: it is asked where
 * nothing else tells the tables, and only of databases that take a few milliseconds.
 */
const mostWalked = 100_000;
const tries = 4;

/** A Redis 7 that answers: its databases, and the tables of their dicts. No key or value is asked for. */
export class RedisServer {
  readonly version: string;
  /** Of the server where it runs here, in this namespace; else `null`. */
  readonly pid: number | null;
  readonly #connection: RedisConnection;
  /** Once a command is refused, it is not asked again. */
  #isMemoryRefused: boolean;
  #canDebug = true;

  private constructor(connection: RedisConnection, info: RedisInfo) {
    this.#connection = connection;
    this.version = info.get('redis_version') ?? '';
    this.pid = localPid(connection.address, info);
    // From 7.4 on the answer counts the bookkeeping of kvstore, too.
    this.#isMemoryRefused = !/^7\.[0-3]\./.test(this.version);
  }

  /**
   * @throws SandboxError `environment` where nothing answers, or who asks may not; `input` for what is no
   *   Redis 7, a node of a cluster, a sentinel, or one that is still loading
   */
  static async open(address: RedisAddress, credentials: RedisCredentials): Promise<RedisServer> {
    const connection = await RedisConnection.open(address);
    try {
      await signIn(connection, credentials);
      const info = await infoOf(connection);
      refuseOther(addressText(address), info);
      return new RedisServer(connection, info);
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  get address(): RedisAddress {
    return this.#connection.address;
  }

  get isOver(): boolean {
    return this.#connection.isOver;
  }

  /** @throws SandboxError `invalid` where the server is gone */
  async look(): Promise<RedisLook> {
    let info: RedisInfo = new Map();
    for (let count = 0; count < tries && !this.#isMemoryRefused; count++) {
      const [said = null, memory = null] = await this.#connection.ask(
        ['INFO'],
        ['MEMORY', 'STATS'],
      );
      info = checkedInfo(this.#connection.address, said);
      const overheads = overheadsOf(memory);
      if (overheads === null) {
        this.#isMemoryRefused = true;
        break;
      }
      const dicts = databasesOf(info).map((database) => {
        const bytes = overheads.get(database.index);
        return bothDicts(database, (of) =>
          bytes === undefined ? null : tableOfOverhead(of, bytes[of], entriesOf(database, of)),
        );
      });
      if (dicts.every((both) => both !== null)) return lookOf(info, dicts.flat());
    }
    if (info.size === 0) info = await infoOf(this.#connection);
    const dicts: SeenDict[] = [];
    for (const database of databasesOf(info)) {
      const tables = await this.#walked(database);
      const both = bothDicts(database, (of) => tables?.[of] ?? grownTable(entriesOf(database, of)));
      dicts.push(...(both ?? []));
    }
    return lookOf(info, dicts);
  }

  async #walked({
    index,
    keys,
  }: RedisDatabase): Promise<Readonly<Record<RedisDict['of'], RedisTable>> | null> {
    if (!this.#canDebug || keys > mostWalked) return null;
    const [answer = null] = await this.#connection.ask(['DEBUG', 'HTSTATS', String(index)]);
    if (typeof answer === 'string') return tablesOfHtStats(answer);
    this.#canDebug = false;
    return null;
  }

  close(): void {
    this.#connection.close();
  }
}

function lookOf(info: RedisInfo, dicts: readonly SeenDict[]): RedisLook {
  const isSaving = [
    'rdb_bgsave_in_progress',
    'aof_rewrite_in_progress',
    'module_fork_in_progress',
  ].some((field) => info.get(field) === '1');
  return { info, dicts, isSaving, atMs: performance.timeOrigin + performance.now() };
}

function entriesOf(database: RedisDatabase, of: RedisDict['of']): number {
  return of === 'keys' ? database.keys : database.expires;
}

/** A dict without entries and without a table is none. `null` where a table cannot be told. */
function bothDicts(
  database: RedisDatabase,
  tableOf: (of: RedisDict['of']) => RedisTable | null,
): readonly SeenDict[] | null {
  const dicts: SeenDict[] = [];
  for (const of of ['keys', 'expires'] as const) {
    const table = tableOf(of);
    if (table === null) return null;
    if (table.slots > 0)
      dicts.push({ index: database.index, of, entries: entriesOf(database, of), table });
  }
  return dicts;
}

async function signIn(
  connection: RedisConnection,
  { user, password }: RedisCredentials,
): Promise<void> {
  if (password === null) return;
  const [answer = null] = await connection.ask([
    'AUTH',
    ...(user === null ? [] : [user]),
    password,
  ]);
  // Who needs no password may have one.
  if (!(answer instanceof RespError) || /without any password configured/.test(answer.text)) return;
  const who = user === null ? 'the password' : `the password of the user ${user}`;
  throw new SandboxError(
    'environment',
    `the Redis at ${addressText(connection.address)} does not take ${who} in ${redisVariables.password}: ${answer.code}`,
  );
}

async function infoOf(connection: RedisConnection): Promise<RedisInfo> {
  const [answer = null] = await connection.ask(['INFO']);
  return checkedInfo(connection.address, answer);
}

function checkedInfo(address: RedisAddress, answer: RespValue): RedisInfo {
  if (typeof answer === 'string') return parseInfo(answer);
  const where = `the Redis at ${addressText(address)}`;
  if (!(answer instanceof RespError))
    throw new SandboxError(
      'input',
      `expected a Redis at ${addressText(address)}, got no INFO of it`,
    );
  const { user, password } = redisVariables;
  switch (answer.code) {
    case 'NOAUTH':
      throw new SandboxError(
        'environment',
        `${where} asks for a password: set ${password}, and ${user} for a user of its ACL`,
      );
    case 'NOPERM':
      throw new SandboxError(
        'environment',
        `${where} does not let this user ask INFO: allow it with ACL SETUSER ... +info +memory|stats`,
      );
    default:
      throw new SandboxError(
        'input',
        `${where} does not answer INFO: ${answer.text.slice(0, 200)}`,
      );
  }
}

/** A growth law that was not looked at is none to forecast by. */
function refuseOther(where: string, info: RedisInfo): void {
  const refuse = (expected: string, got: string): never => {
    throw new SandboxError('input', `expected ${expected} at ${where}, got ${got}`);
  };
  const version = info.get('redis_version');
  if (version === undefined) refuse('a Redis', 'a server whose INFO names no redis_version');
  const valkey = info.get('valkey_version');
  if (valkey !== undefined && !valkey.startsWith('7.'))
    refuse('a Redis 7, whose growth law is known', `Valkey ${valkey}`);
  if (!/^7\.\d/.test(version ?? ''))
    refuse('a Redis 7, whose growth law is known', `version ${version}`);
  const mode = info.get('redis_mode');
  if (mode === 'cluster' || info.get('cluster_enabled') === '1')
    refuse('a Redis that stands alone', 'a node of a cluster, whose keys are split among others');
  if (mode === 'sentinel') refuse('a Redis that holds keys', 'a sentinel');
  if (info.get('loading') === '1')
    refuse('a Redis that has loaded its data', 'one that is still loading');
}

const loopbacks: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
const startToleranceMs = 3000;

/** Its id is one of this machine only if the process of that id is a Redis and started when it did. */
function localPid({ host }: RedisAddress, info: RedisInfo): number | null {
  const pid = infoCount(info, 'process_id');
  const upSeconds = infoCount(info, 'uptime_in_seconds');
  if (!loopbacks.has(host) || pid === null || upSeconds === null) return null;
  try {
    const identity = identifyProcess(pid);
    const startedMs = Date.now() - upSeconds * 1000;
    const isIt =
      /redis|valkey/.test(identity.name) &&
      Math.abs(startedAtMsOf(identity) - startedMs) < startToleranceMs;
    return isIt ? pid : null;
  } catch {
    return null;
  }
}
