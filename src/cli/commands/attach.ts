import { resolve } from 'node:path';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseCount } from '../../base/primitives/quantities/parse-count.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { Followed, FollowOrders } from '../../live/attach/follow/followed.ts';
import type { AttachServer } from '../../live/attach/serve/start-attach-server.ts';
import type { LineFile } from '../io/line-file.ts';
import type { LookListener } from '../attach/watch-processes.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { attachFlags, type AttachFlags, type HostPort } from '../flags/attach-flags.ts';
import {
  attachLookFlags,
  type AttachLookFlags,
  refuseOtherLooks,
} from '../flags/attach-look-flags.ts';
import type { Outputs } from '../io/outputs.ts';

/** `mapswell attach`: the maps of a running process, from outside. */
export const attachCommand: CommandBuilder = defineCommand(
  {
    name: 'attach',
    summary: 'Show every map of a running Go or Node.js program, or of a Redis, and when it grows',
    words: { pid: { shown: '[pid]', summary: 'the process' } },
    flags: { ...attachFlags, ...attachLookFlags },
    writesFiles: true,
    reads: ({ calibration, gctrace }) =>
      [calibration, gctrace].flatMap((file) => (file === undefined || file === '-' ? [] : [file])),
    notes: `
Examples:
  $ mapswell attach 4711
  $ mapswell attach --name node --min-bytes 1MiB
  $ mapswell attach 4711 --limit 512MiB --for 10m
  $ mapswell attach 4711 --once --json
  $ mapswell attach 4711 --events growths.ndjson --calibration calibration.json
  $ mapswell attach 4711 --serve 127.0.0.1:9464
  $ mapswell attach 4711 --growths
  $ mapswell attach 4711 --once --stacks
  $ mapswell attach 4711 --gctrace sessions.log
  $ mapswell attach 4711 --check
  $ mapswell attach --redis 127.0.0.1:6379
  $ mapswell attach --pprof http://127.0.0.1:6060/debug/pprof
  $ mapswell attach 4711 --record sessions.csv --map SessionStore.sessions --limit 512MiB
  $ mapswell attach 4711 --once --every 10s --scenario sessions --map SessionStore.sessions

Tells Go from Node.js by the executable, and reads the memory of the process from outside:
nothing is stopped, signalled or written, and no keys or values are read. On a terminal the table
is refreshed in its place; elsewhere each change is a line. It ends with the process (exit code 0),
at Ctrl-C, after --for; with 3 where the process has become another program, or where its
layout is not known. What fits is what the limit counts now, and the growth beside it.

Of a Redis it asks INFO and MEMORY STATS (or DEBUG HTSTATS), no key and no value, and forecasts the next
doubling of each database. Who asks is said by MAPSWELL_REDIS_USER and MAPSWELL_REDIS_PASSWORD, or by
REDISCLI_AUTH. A cluster, a sentinel and versions other than 7 are refused.`,
  },
  async (request, context, outputs) => {
    refuseOtherLooks(request);
    if (await showOtherwise(request, context)) return null;
    const wanted = wantedProcess(request);
    refuseBesideOnce(request);
    context.endsOnRequest();
    const { minBytes, rescan: rescanMs, limit, growths: hearsGrowths } = request;
    const { stacks: readsStacks, once: looksOnce } = request;
    const calibration = await calibrationOf(request, context);
    const files = await filesOf(request, outputs);
    const { openProcesses } = await import('../attach/open-processes.ts');
    const limitBytes = limit ?? null;
    const gcTrace = gcTraceOf(request, context);
    const options = {
      minBytes,
      rescanMs,
      limitBytes,
      calibration,
      hearsGrowths,
      readsStacks,
      looksOnce,
      gcTrace,
      onNote: (note: string) => void context.stderr.write(`note: ${note}\n`),
    };
    const processes =
      wanted.kind === 'redis'
        ? [await openRedis(wanted.address, options, context)]
        : await openProcesses(wanted, options, context);
    try {
      await show(processes, request, files, context);
    } finally {
      await Promise.all(processes.map((process) => process.close()));
    }
    return null;
  },
);

/** Who asks comes from the environment, so that no list of processes shows it. */
async function openRedis(
  address: HostPort,
  orders: FollowOrders,
  { env }: CliContext,
): Promise<Followed> {
  const [{ FollowedRedis }, { credentialsOf }] = await Promise.all([
    import('../../live/attach/redis/followed-redis.ts'),
    import('../../live/attach/redis/redis-server.ts'),
  ]);
  return await FollowedRedis.open(address, credentialsOf(env), orders);
}

function gcTraceOf({ gctrace }: AttachLookFlags, { cwd }: CliContext): string | undefined {
  return gctrace === undefined || gctrace === '-' ? gctrace : resolve(cwd, gctrace);
}

/** Whether one of the ways was asked for that read no maps. */
async function showOtherwise(
  request: AttachFlags & AttachLookFlags & { readonly pid: string | undefined },
  context: CliContext,
): Promise<boolean> {
  const { pid, pprof, check, json } = request;
  if (pprof !== undefined) {
    const { showHeapProfile } = await import('../attach/show-heap-profile.ts');
    await showHeapProfile(pprof, request, context);
    return true;
  }
  if (!check) return false;
  if (pid === undefined) throw new SandboxError('usage', 'expected a PID beside --check');
  const { showCheck } = await import('../attach/show-check.ts');
  await showCheck(parseCount(pid, 'PID', { min: 1 }), json, context);
  return true;
}

async function show(
  processes: readonly Followed[],
  flags: AttachFlags,
  files: AttachFiles,
  context: CliContext,
): Promise<void> {
  if (flags.once) {
    const { showOnce } = await import('../attach/show-once.ts');
    await showOnce(processes, flags, context);
    return;
  }
  const { watchProcesses } = await import('../attach/watch-processes.ts');
  const server = await serverFor(processes, flags, context);
  const listeners: LookListener[] = [];
  listeners.push(...(await listenersOf(files, processes, flags)));
  if (server !== null) listeners.push((looks) => server.take(looks));
  const { every: everyMs, top } = flags;
  try {
    await watchProcesses(processes, { everyMs, forMs: flags.for ?? null, top, listeners }, context);
  } finally {
    await server?.stop();
  }
}

async function serverFor(
  processes: readonly Followed[],
  { serve }: AttachFlags,
  { stdout }: CliContext,
): Promise<AttachServer | null> {
  if (serve === undefined) return null;
  const [{ startAttachServer }, { livePage }] = await Promise.all([
    import('../../live/attach/serve/start-attach-server.ts'),
    import('../../report/live/live-page.ts'),
  ]);
  const server = await startAttachServer(serve, processes, livePage);
  stdout.write(`listening on ${server.url}\n`);
  return server;
}

/** @throws SandboxError `usage` for flags that say nothing beside each other */
function refuseBesideOnce(flags: AttachFlags): void {
  const { once, json, name, record, scenario, map } = flags;
  if (json && !once) throw new SandboxError('usage', 'expected --json beside --once, got it alone');
  for (const flag of ['events', 'serve', 'record'] as const)
    if (once && flags[flag] !== undefined)
      throw new SandboxError('usage', `expected --once or --${flag}, got both`);
  if (record !== undefined && name !== undefined)
    throw new SandboxError('usage', 'expected --record with a PID, got it with --name');
  if (scenario !== undefined && (!once || name !== undefined))
    throw new SandboxError('usage', 'expected --scenario beside --once and a PID');
  if (map !== undefined && record === undefined && scenario === undefined)
    throw new SandboxError('usage', 'expected --map beside --record or --scenario, got it alone');
}

async function calibrationOf(
  { calibration }: AttachFlags,
  { cwd }: CliContext,
): Promise<Calibration | null> {
  if (calibration === undefined) return null;
  const { readCalibration } = await import('../../live/calibrate/calibration/read-calibration.ts');
  return await readCalibration(resolve(cwd, calibration));
}

/** Files that get lines as they come. */
interface AttachFiles {
  readonly events: LineFile | null;
  readonly record: LineFile | null;
}

/** Events are appended to a list of events that is there already; a trace begins anew. */
async function filesOf({ events, record }: AttachFlags, outputs: Outputs): Promise<AttachFiles> {
  if (events === undefined && record === undefined) return { events: null, record: null };
  const { LineFile: File } = await import('../io/line-file.ts');
  const list =
    events === undefined ? null : await outputs.file('--events', events, fileKinds.attachEvents);
  const trace =
    record === undefined ? null : await outputs.file('--record', record, fileKinds.liveTrace);
  return {
    events: list === null ? null : new File('--events', list, outputs.isForced ? 'w' : 'a'),
    record: trace === null ? null : new File('--record', trace, 'w'),
  };
}

async function listenersOf(
  { events, record }: AttachFiles,
  processes: readonly Followed[],
  { map }: AttachFlags,
): Promise<readonly LookListener[]> {
  const listeners: LookListener[] = [];
  if (events !== null)
    listeners.push((looks) => {
      const told = [...looks.values()].flatMap((look) => look.told);
      return events.add(told.map((event) => `${JSON.stringify(event)}\n`).join(''));
    });
  const [first] = processes;
  if (record !== null && first !== undefined) {
    const { TraceRecorder } = await import('../../live/attach/follow/trace-recorder.ts');
    const recorder = new TraceRecorder(first.process, map ?? null);
    listeners.push((looks) => {
      const look = looks.get(first);
      return look === undefined ? undefined : record.add(recorder.take(look));
    });
  }
  return listeners;
}

type Wanted =
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'redis'; readonly address: HostPort };

function wantedProcess({
  pid,
  name,
  redis,
}: Pick<AttachFlags, 'name' | 'redis'> & { readonly pid: string | undefined }): Wanted {
  if (redis !== undefined) return { kind: 'redis', address: redis };
  if (pid !== undefined && name !== undefined)
    throw new SandboxError('usage', `expected a PID or --name, got both (${pid}, ${name})`);
  if (pid !== undefined) return { kind: 'pid', pid: parseCount(pid, 'PID', { min: 1 }) };
  if (name !== undefined) return { kind: 'name', name };
  throw new SandboxError(
    'usage',
    'expected a PID, --name of an executable, or --redis with an address',
  );
}
