import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { LastState } from '../../record/outcome.ts';
import { receiveJob, sendMessage } from '../../sandbox/child/child-channel.ts';
import type { CellMessage } from '../cell-message.ts';
import type { HttpJob } from './http-job.ts';
import { loadService } from './load-service.ts';

// The main module of the process that sends requests: it stands outside the limits of the service.

let last: LastState | null = null;

function say(message: CellMessage): void {
  sendMessage(message);
}

function isHttpJob(job: unknown): job is HttpJob {
  return typeof job === 'object' && job !== null && 'url' in job && 'cell' in job;
}

try {
  const job = await receiveJob();
  if (!isHttpJob(job)) throw new SandboxError('internal', 'expected a job with a cell and a url');
  const end = await loadService(job, (state) => {
    last = state;
    say({ kind: 'state', state });
  });
  say({ kind: 'timed', ...end });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  say({ kind: 'failed', outcome: { kind: 'failed', message, last } });
}
process.exit(0);
