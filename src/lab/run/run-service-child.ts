import { availableParallelism } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { bundledProgram } from '../../base/primitives/bundled-program.ts';
import { defined } from '../../base/primitives/defined.ts';
import { serviceProcessPath } from '../../live/service/process-path.ts';
import type { Cell } from '../config/cell.ts';
import type { Limits } from '../config/schema/limits.ts';
import type { LimitReport, LimitState } from '../sandbox/limits/limit-report.ts';
import { type ChildResult, runChild } from '../sandbox/child/start-child.ts';
import type { CellJob } from '../subjects/cell-job.ts';
import type { GeneratorShare } from '../subjects/http/generator-part.ts';
import type { HttpJob, ServiceReady } from '../subjects/http/http-job.ts';

/** A timed round of a cell behind HTTP. */
export interface ServiceChildOptions {
  readonly cell: Cell;
  readonly arenaLimit: number | null;
  readonly timeLimitMs: number;
  readonly signal: AbortSignal;
  /** Hears what the generator says. */
  readonly onMessage: (message: unknown) => void;
  /** Of one of several generators: it waits for the common start. */
  readonly share?: GeneratorShare;
}

const generatorProcess = fileURLToPath(
  bundledProgram(new URL('../subjects/http/http-generator-process.js', import.meta.url)),
);

/** What the service gets beyond the generator's time, to start and to end. */
const graceMs = 10_000;

/** The generator stands beside the limits of the cell: these only keep it from taking the machine. */
const generatorLimits: Limits = { memoryBytes: 2 ** 31, cpus: availableParallelism() };

/**
 * Starts the service of a cell inside its limits and the generator outside of them, or the generator
 * alone against a service that runs already.
 *
 * @returns how the service fared, or the generator where there is none of our own; it ended as the
 * generator did, unless it ended first
 */
export async function runServiceChild(options: ServiceChildOptions): Promise<ChildResult> {
  const { url, metricsUrl, mapSizeUrl, pid } = options.cell.http ?? {};
  if (url === undefined) return await runOwnService(options);
  const isFirst = options.share === undefined || options.share.index === 1;
  const generator = await runGenerator(options, options.signal, {
    url,
    // What many would see the same of a service, the first of them looks at.
    metricsUrl: isFirst ? (metricsUrl ?? null) : null,
    mapSizeUrl: mapSizeUrl ?? null,
    pid: isFirst ? (pid ?? null) : null,
  });
  return { ...generator, limits: ofGenerator(generator.limits) };
}

const foreignRemark = 'of the generator; what answers at the url is in no limit of this run';

function remarked<Value>(state: LimitState<Value>): LimitState<Value> {
  const remark = [foreignRemark, state.remark].filter((text) => text !== '').join('; ');
  return { ...state, remark };
}

/** Nobody shall take the limits of the generator for those of the service. */
function ofGenerator(limits: LimitReport): LimitReport {
  const { memoryBytes, cpus } = limits;
  return { ...limits, memoryBytes: remarked(memoryBytes), cpus: remarked(cpus) };
}

async function runOwnService(options: ServiceChildOptions): Promise<ChildResult> {
  const { cell, arenaLimit, timeLimitMs, signal } = options;
  const serviceIsGone = new AbortController();
  const anyEnd = AbortSignal.any([signal, serviceIsGone.signal]);
  let generating: Promise<ChildResult> | undefined;
  const job: CellJob = { kind: 'timed', cell, arenaLimitBytes: arenaLimit };
  const service = await runChild({
    modulePath: serviceProcessPath,
    job,
    limits: cell.limits,
    timeLimitMs: timeLimitMs + graceMs,
    signal,
    onMessage: (message) => {
      if (!isReady(message)) return;
      generating = runGenerator(options, anyEnd, ownService(message)).finally(() =>
        endQuietly(message.pid),
      );
      // Rejects as well where it is awaited below; a service that ends first must not end the run.
      generating.catch(() => undefined);
    },
  });
  serviceIsGone.abort();
  const generator = await generating;
  const endedFirst = service.ending.kind !== 'exited' || generator === undefined;
  return endedFirst ? service : { ...service, ending: generator.ending };
}

/** More growths than come between two looks at a map with many shards or tables. */
const listedGrowths = 128;

function ownService({ url, pid }: ServiceReady): ServiceAddress {
  const mapSizeUrl = `${url}/debug/mapsize?growths=${listedGrowths}`;
  return { url, mapSizeUrl, metricsUrl: `${url}/metrics`, pid };
}

type ServiceAddress = Pick<HttpJob, 'url' | 'mapSizeUrl' | 'metricsUrl' | 'pid'>;

function runGenerator(
  { cell, arenaLimit, timeLimitMs, onMessage, share }: ServiceChildOptions,
  signal: AbortSignal,
  address: ServiceAddress,
): Promise<ChildResult> {
  const waitMs = share === undefined ? 0 : Math.max(0, share.startAtMs - Date.now());
  const job: HttpJob = { ...address, cell, limitBytes: arenaLimit ?? 0, ...defined({ share }) };
  return runChild({
    modulePath: generatorProcess,
    job,
    limits: generatorLimits,
    timeLimitMs: timeLimitMs + waitMs,
    signal,
    onMessage,
  });
}

/** The service may be gone already. */
function endQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // Then there is nothing to end.
  }
}

function isReady(message: unknown): message is ServiceReady {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    message.kind === 'ready' &&
    'url' in message &&
    'pid' in message
  );
}
