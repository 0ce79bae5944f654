import { Command, Option } from 'commander';
import { guardRule, isGuard } from '../../maps/model/guards.ts';
import type { Guard } from '../../maps/model/guards.ts';
import type { MapModel } from '../../maps/model/map-model.ts';
import { mapModels } from '../../maps/model/map-model.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { MapService, MapServiceOptions } from '../../live/service/start-map-service.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, type Output, Outputs } from '../outputs.ts';

interface ServeFlags extends ForceFlag {
  readonly map: MapModel;
  readonly key: string;
  readonly value: string;
  readonly guard: Guard;
  readonly hint: number;
  readonly seed: number;
  readonly limit?: number;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly allowHost: readonly string[];
  readonly allowRemote?: true;
  readonly debug: boolean;
  readonly debugPort?: number;
  readonly maxKey: number;
  readonly maxValue: number;
  readonly maxBatch: number;
  readonly maxConnections: number;
  readonly maxBuffered: number;
  readonly readyFile?: string;
  readonly stopAfter?: number;
}

const examples = `
Examples:
  $ mapswell serve --map go1.22 --key string --value int64 --limit 512MiB
  $ mapswell serve --map go1.24 --guard sharded:32 --key int64 --value '[64]byte'
  $ mapswell serve --port 9464 --debug-port 9465
  $ curl -X PUT -H 'content-type: text/plain' --data 42 http://127.0.0.1:8080/map/answer

  PUT, GET, DELETE /map/KEY   one entry; keys and values as text/plain, by their Go types
  POST /map                   {"key": ..., "value": ...} or {"key": ..., "delete": true} per line,
                              as application/x-ndjson
  GET /metrics                for Prometheus, in text or OpenMetrics format
  GET /debug/mapsize          size, capacity, bytes by generation, growths behind and ahead, shards
  GET /debug/mapsize/events   each growth as it starts, a CloudEvent per line of JSON
  GET /debug/mapsize/window   writes, collisions and load factor of each of the last 30 seconds
  GET /healthz                whether it is up

A write that the limit does not allow is answered with 507 and the reason. One
thread does every operation: a mutex is never waited for. Nothing here asks who
is calling: only this machine can connect unless --allow-remote says otherwise. Pages of other
sites are refused, and names for this machine that --allow-host does not give. The first line
printed is the address. SIGTERM ends it with 0.`;

const count = (flag: string, max: number) => (text: string) => parseCount(text, flag, { max });
const bytes = (flag: string) => (text: string) => parseBytes(text, flag);

/** `mapswell serve`: an instrumented map behind HTTP, with its exporter. */
export function serveCommand(context: CliContext): Command {
  return addForceFlag(new Command('serve'))
    .description('Serve an instrumented map over HTTP, with metrics for Prometheus')
    .addOption(
      new Option('--map <model>', 'which map').choices(mapModels).default('go1.22' as const),
    )
    .option('--key <type>', 'key type', 'string')
    .option('--value <type>', 'value type', 'string')
    .option('--guard <guard>', `what protects the map: ${guardRule()}`, parseGuard, 'none' as const)
    .option('--hint <count>', 'size hint passed to make', count('--hint', 1e12), 0)
    .option('--seed <number>', 'seed of everything random', count('--seed', 0xffff_ffff), 1)
    .option('--limit <bytes>', 'memory that the map may take, such as 512MiB', bytes('--limit'))
    .option('--name <name>', 'value of the label map', 'default')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allow-remote', 'allow a --host that other machines can reach')
    .option(
      '--allow-host <name>',
      'additional Host name to accept, or *; repeatable',
      parseHostName,
      [],
    )
    .option('--port <port>', 'port to listen on; 0 takes a free one', count('--port', 65_535), 8080)
    .addOption(
      new Option('--debug-port <port>', 'separate port for the debug pages')
        .argParser(count('--debug-port', 65_535))
        .conflicts('noDebug'),
    )
    .option('--no-debug', 'no debug pages')
    .option('--max-key <bytes>', 'longest key', bytes('--max-key'), 1024)
    .option(
      '--max-value <bytes>',
      'longest value, and line of a batch',
      bytes('--max-value'),
      2 ** 20,
    )
    .option('--max-batch <bytes>', 'longest batch', bytes('--max-batch'), 64 * 2 ** 20)
    .option(
      '--max-connections <count>',
      'concurrent connections',
      count('--max-connections', 65_535),
      1024,
    )
    .option(
      '--max-buffered <bytes>',
      'bodies and answers in memory, over all connections',
      bytes('--max-buffered'),
      64 * 2 ** 20,
    )
    .option('--ready-file <file>', 'file that gets the address once the service listens')
    .option('--stop-after <seconds>', 'stop after this time', count('--stop-after', 86_400 * 365))
    .addHelpText('after', examples)
    .action((flags: ServeFlags) => serve(flags, context));
}

function parseGuard(text: string): Guard {
  if (isGuard(text)) return text;
  throw new SandboxError('usage', `expected --guard to be ${guardRule()}, got ${text}`);
}

/** A name or an address without a port, in lower case, or `*`. */
function parseHostName(text: string, before: readonly string[]): readonly string[] {
  const name = text.toLowerCase();
  if (!/^(?:\*|[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])$/.test(name))
    throw new SandboxError(
      'usage',
      `expected --allow-host to be a name without a port, got ${text}`,
    );
  return [...before, name];
}

async function serve(flags: ServeFlags, context: CliContext): Promise<void> {
  if (!flags.debug && flags.debugPort !== undefined)
    throw new SandboxError('usage', 'expected --debug-port or --no-debug, got both');
  if (flags.maxBuffered < flags.maxValue)
    throw new SandboxError(
      'usage',
      `expected --max-buffered to be at least --max-value (${flags.maxValue}), got ${flags.maxBuffered}`,
    );
  context.endsOnRequest();
  const ready = await readyFile(flags, context);
  const { startMapService } = await import('../../live/service/start-map-service.ts');
  const service = await startMapService(serviceOptions(flags));
  try {
    await announce(service, ready, flags, context);
    await untilStopped(context.signal, flags.stopAfter);
  } finally {
    await service.stop();
  }
}

function serviceOptions(flags: ServeFlags): MapServiceOptions {
  const { name, map, key, value, guard, hint, seed, host, port } = flags;
  const debug = flags.debugPort === undefined ? 'shared' : { port: flags.debugPort };
  return {
    name,
    map,
    key,
    value,
    guard,
    hint,
    seed,
    host,
    port,
    allowHosts: flags.allowHost,
    allowRemote: flags.allowRemote === true,
    limitBytes: flags.limit ?? null,
    debug: flags.debug ? debug : 'off',
    limits: {
      maxKeyBytes: flags.maxKey,
      maxValueBytes: flags.maxValue,
      maxBatchBytes: flags.maxBatch,
      maxConnections: flags.maxConnections,
      maxBufferedBytes: flags.maxBuffered,
    },
  };
}

async function announce(
  service: MapService,
  ready: Output | null,
  { allowHost }: ServeFlags,
  { stdout, stderr }: CliContext,
): Promise<void> {
  if (!service.isLoopback)
    stderr.write(
      `warning: whoever can reach ${service.url} can read, write and delete every entry${
        allowHost.length === 0
          ? ', pages in their browsers too: name its hosts with --allow-host'
          : ''
      }\n`,
    );
  stdout.write(`listening on ${service.url}\n`);
  if (service.debugUrl !== null && service.debugUrl !== service.url)
    stdout.write(`debug pages on ${service.debugUrl}\n`);
  await ready?.write(`${service.url}\n`);
}

async function readyFile(flags: ServeFlags, context: CliContext): Promise<Output | null> {
  if (flags.readyFile === undefined) return null;
  return await new Outputs(context, [], flags).file(
    '--ready-file',
    flags.readyFile,
    fileKinds.address,
  );
}

/** Resolves on the first signal, or after so many seconds. */
async function untilStopped(signal: AbortSignal, seconds: number | undefined): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    // The longest that a timer can wait; without a time it is the servers that keep the process up.
    const timer =
      seconds === undefined
        ? undefined
        : setTimeout(resolve, Math.min(seconds * 1000, 2 ** 31 - 1));
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
