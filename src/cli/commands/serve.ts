import { guardRule, isGuard } from '../../maps/model/guards.ts';
import type { Guard } from '../../maps/model/guards.ts';
import { defaultMapModel, mapModels } from '../../maps/model/map-model.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { MapService } from '../../live/service/start-map-service.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import {
  apartFrom,
  bytes,
  choiceFlag,
  count,
  type FlagPlace,
  off,
  repeated,
  textFlag,
  toggle,
  valueFlag,
} from '../flags/flag.ts';
import { LineFile } from '../io/line-file.ts';
import type { GrowthListener } from '../../live/service/routes/growth-stream.ts';
import type { Output } from '../io/outputs.ts';

const port = count({ max: 65_535 });

/** `mapswell serve`: an instrumented map behind HTTP, with its exporter. */
export const serveCommand: CommandBuilder = defineCommand(
  {
    name: 'serve',
    summary: 'Serve an instrumented map over HTTP, with metrics for Prometheus',
    flags: {
      map: choiceFlag(
        '<model>',
        'which map: that of a version of Go, or v8 for Node.js',
        mapModels,
        defaultMapModel,
      ),
      key: textFlag('<type>', 'key type', 'string'),
      value: textFlag('<type>', 'value type', 'string'),
      guard: valueFlag('<guard>', `what protects the map: ${guardRule()}`, parseGuard, 'none'),
      hint: valueFlag('<count>', 'size hint passed to make', count({ max: 1e12 }), 0),
      seed: valueFlag('<number>', 'seed of everything random', count({ max: 0xffff_ffff }), 1),
      limit: valueFlag('<bytes>', 'memory that the map may take, such as 512MiB', bytes),
      name: textFlag('<name>', 'value of the label map', 'default'),
      showKeys: toggle('show the heaviest keys in /debug/mapsize, not only their hashes'),
      host: textFlag('<address>', 'address to listen on', '127.0.0.1'),
      allowRemote: toggle('allow a --host that other machines can reach'),
      allowHost: repeated(
        '<name>',
        'additional Host name to accept, or *; repeatable',
        parseHostName,
      ),
      port: valueFlag('<port>', 'port to listen on; 0 takes a free one', port, 8080),
      debugPort: apartFrom(
        valueFlag('<port>', 'separate port for the debug pages', port),
        'noDebug',
      ),
      debug: off('no debug pages'),
      maxKey: valueFlag('<bytes>', 'longest key', bytes, 1024),
      maxValue: valueFlag('<bytes>', 'longest value, and line of a batch', bytes, 2 ** 20),
      maxBatch: valueFlag('<bytes>', 'longest batch', bytes, 64 * 2 ** 20),
      maxConnections: valueFlag('<count>', 'concurrent connections', port, 1024),
      maxBuffered: valueFlag(
        '<bytes>',
        'bodies and answers in memory, over all connections',
        bytes,
        64 * 2 ** 20,
      ),
      events: textFlag(
        '<file>',
        'growths as CloudEvents, a line of JSON each, appended to the file; - is standard output',
      ),
      readyFile: textFlag('<file>', 'file that gets the address once the service listens'),
      stopAfter: valueFlag('<seconds>', 'stop after this time', count({ max: 86_400 * 365 })),
    },
    writesFiles: true,
    notes: `
Examples:
  $ mapswell serve --map go1.22 --key string --value int64 --limit 512MiB
  $ mapswell serve --map go1.24 --guard sharded:32 --key int64 --value '[64]byte'
  $ mapswell serve --port 9464 --debug-port 9465
  $ curl -X PUT -H 'content-type: text/plain' --data 42 http://127.0.0.1:8080/map/answer

  PUT, GET, DELETE /map/KEY   one entry; keys and values as text/plain, by their Go types
  POST /map                   {"key": ..., "value": ...} or {"key": ..., "delete": true} per line,
                              as application/x-ndjson
  GET /metrics                for Prometheus, in text or OpenMetrics format
  GET /debug/mapsize          size, capacity, bytes by generation, growths behind and ahead, shards,
                              the heaviest keys by a sample
  GET /debug/mapsize/events   each growth as it starts, a CloudEvent per line of JSON
  GET /debug/mapsize/window   writes, collisions and load factor of each of the last 30 seconds
  GET /healthz                whether it is up

  --events FILE has the same events as the stream, without a connection.

A write that the limit does not allow is answered with 507 and the reason. One
thread does every operation: a mutex is never waited for. Nothing here asks who
is calling: only this machine can connect unless --allow-remote says otherwise. Pages of other
sites are refused, and names for this machine that --allow-host does not give. The first line
printed is the address. SIGTERM ends it with 0.`,
  },
  async (request, context, outputs) => {
    if (!request.debug && request.debugPort !== undefined)
      throw new SandboxError('usage', 'expected --debug-port or --no-debug, got both');
    if (request.maxBuffered < request.maxValue)
      throw new SandboxError(
        'usage',
        `expected --max-buffered to be at least --max-value (${request.maxValue}), got ${request.maxBuffered}`,
      );
    context.endsOnRequest();
    const { readyFile } = request;
    const ready =
      readyFile === undefined
        ? null
        : await outputs.file('--ready-file', readyFile, fileKinds.address);
    const events =
      request.events === undefined
        ? null
        : new LineFile(
            '--events',
            await outputs.file('--events', request.events, fileKinds.attachEvents),
            outputs.isForced ? 'w' : 'a',
          );
    const { startMapService } = await import('../../live/service/start-map-service.ts');
    const { allowHost, limit, debugPort, maxKey, maxValue, maxBatch, maxBuffered } = request;
    const { name, map, key, value: valueType, guard, hint, seed, host, maxConnections } = request;
    const service = await startMapService({
      name,
      map,
      key,
      value: valueType,
      guard,
      hint,
      seed,
      showsKeys: request.showKeys,
      host,
      port: request.port,
      allowHosts: allowHost,
      allowRemote: request.allowRemote,
      limitBytes: limit ?? null,
      debug: request.debug ? (debugPort === undefined ? 'shared' : { port: debugPort }) : 'off',
      limits: {
        maxKeyBytes: maxKey,
        maxValueBytes: maxValue,
        maxBatchBytes: maxBatch,
        maxConnections,
        maxBufferedBytes: maxBuffered,
      },
      ...(events === null ? {} : { onGrowths: growthsTo(events, context) }),
    });
    try {
      await announce(service, ready, allowHost, {
        stdout: outputs.sentences,
        stderr: context.stderr,
      });
      await untilStopped(context.signal, request.stopAfter);
    } finally {
      await service.stop();
    }
    return null;
  },
);

function parseGuard(given: string, { flag }: FlagPlace): Guard {
  if (isGuard(given)) return given;
  throw new SandboxError('usage', `expected ${flag} to be ${guardRule()}, got ${given}`);
}

/** A name or an address without a port, in lower case, or `*`. */
function parseHostName(given: string, { flag }: FlagPlace): string {
  const name = given.toLowerCase();
  if (/^(?:\*|[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])$/.test(name)) return name;
  throw new SandboxError('usage', `expected ${flag} to be a name without a port, got ${given}`);
}

/** A list that cannot be written any more is said once; the map is served on. */
function growthsTo(events: LineFile, { stderr }: CliContext): GrowthListener {
  let isLost = false;
  return (growths) => {
    const lines = growths.map((growth) => `${JSON.stringify(growth)}\n`).join('');
    events.add(lines).catch((error: unknown) => {
      if (!isLost)
        stderr.write(`warning: ${error instanceof Error ? error.message : String(error)}\n`);
      isLost = true;
    });
  };
}

async function announce(
  service: MapService,
  ready: Output | null,
  allowHost: readonly string[],
  { stdout, stderr }: Pick<CliContext, 'stdout' | 'stderr'>,
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
