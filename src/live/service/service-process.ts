import type { CellJob } from '../../lab/subjects/cell-job.ts';
import type { ServiceReady } from '../../lab/subjects/http/http-job.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { receiveJob, sendMessage } from '../../lab/sandbox/child/child-channel.ts';
import { type MapService, startMapService } from './start-map-service.ts';

// The main module of a child process that serves the map of one cell, until it is told to stop.

function isServeJob(job: unknown): job is Extract<CellJob, { kind: 'exact' | 'timed' }> {
  return typeof job === 'object' && job !== null && 'cell' in job && 'arenaLimitBytes' in job;
}

async function serve(): Promise<MapService> {
  const job = await receiveJob();
  if (!isServeJob(job)) throw new SandboxError('internal', 'expected a job with a cell');
  const { cell, arenaLimitBytes } = job;
  return await startMapService({
    name: cell.scenario,
    map: cell.map,
    key: cell.key,
    value: cell.value,
    guard: cell.guard,
    hint: cell.hint,
    seed: cell.workload.seed,
    limitBytes: arenaLimitBytes,
  });
}

const service = await serve();
process.once('SIGTERM', () => {
  void service.stop().then(() => process.exit(0));
});
const ready: ServiceReady = { kind: 'ready', url: service.url, pid: process.pid };
sendMessage(ready);
