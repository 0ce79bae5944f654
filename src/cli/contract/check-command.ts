import { resolve } from 'node:path';
import { findingFormats, formatFindings } from '../io/finding-formats.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ContractCheck } from '../../live/contract/check-contract.ts';
import type { StartedService } from '../../live/contract/start-service.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { appendStepSummary } from '../io/step-summary.ts';
import { apartFrom, choiceFlag, toggle, valueFlag } from '../flags/flag.ts';
import { serviceUrl } from './service-url.ts';
import { openContract, type OpenedContract, usualContract } from './open-contract.ts';

/** `mapswell contract check`: whether a running service keeps its contract. */
export const checkContractCommand: CommandBuilder = defineCommand(
  {
    name: 'check',
    summary: 'Check whether a running service keeps its contract',
    words: {
      contract: { shown: '[contract]', summary: `the contract (default: ${usualContract})` },
    },
    flags: {
      url: apartFrom(
        valueFlag('<url>', 'address of the service, or of its page of metrics', serviceUrl),
        'start',
      ),
      start: toggle('start the service as the contract says, and end it afterwards'),
      format: choiceFlag('<format>', 'output', findingFormats, 'terminal'),
      failOn: choiceFlag('<outcome>', 'also fail on this outcome', ['warning']),
      all: toggle('also list what holds'),
    },
    printsDocument: ({ format }) => (format === 'terminal' ? null : `--format ${format}`),
    notes: `
Examples:
  $ mapswell contract check --start
  $ mapswell contract check --url http://127.0.0.1:8080 --format github
  $ mapswell contract check --url http://127.0.0.1:8080/metrics     without a contract

Pages are fetched in both formats and read strictly; then the map is pushed over growths, and entries,
counters, growths, events, the debug page and the announced next growth must all show it. Without a
contract what holds for every page of metrics is checked. Exit codes: 0 holds, 1 violated, 2 the contract
is wrong, 3 could not be judged. Where GITHUB_STEP_SUMMARY names a file, a table is appended to it.`,
  },
  async ({ contract: path, url, start }, context) => {
    const opened = await openContract(path, context.cwd);
    if (opened === null) return await checkEveryService(url, start, context);
    const { contract, folder } = opened;
    const service = await reach(opened, url, start, context);
    try {
      const [{ checkContract }, { ServiceClient }] = await Promise.all([
        import('../../live/contract/check-contract.ts'),
        import('../../live/contract/check/service-client.ts'),
      ]);
      return await checkContract(contract, {
        client: new ServiceClient(service.url, context.signal, service.whyGone),
        isFresh: service.isFresh,
        fileOf: (file) => resolve(folder, file),
      });
    } finally {
      await service.stop();
    }
  },
  {
    print: async (check, context, { format, all }) => {
      const { contractFindings } = await import('../../live/contract/contract-findings.ts');
      const report = contractFindings(check);
      await appendStepSummary(report, words, context);
      return await formatFindings(format, report, { document: check, words, showsPasses: all });
    },
    exitCode: ({ outcome }, { failOn }) => {
      if (outcome === 'violated') return exitCodes.regression;
      if (outcome === 'inconclusive') return exitCodes.invalid;
      return outcome === 'warned' && failOn !== undefined ? exitCodes.regression : exitCodes.fine;
    },
  },
);

/** A service that is checked, wherever it came from. */
interface ReachedService extends StartedService {
  readonly isFresh: boolean;
}

async function reach(
  { contract, folder }: OpenedContract,
  url: string | undefined,
  isToStart: boolean,
  { signal, env }: CliContext,
): Promise<ReachedService> {
  const known = url ?? (isToStart ? undefined : (contract.url ?? undefined));
  if (known !== undefined)
    return {
      url: withoutPath(known, contract.metrics.path),
      isFresh: false,
      whyGone: () => null,
      stop: async () => undefined,
    };
  if (contract.start === null)
    throw new SandboxError(
      'usage',
      `expected --url, or start or url in ${contract.file?.name ?? usualContract}, got none of them`,
    );
  const { startService } = await import('../../live/contract/start-service.ts');
  const started = await startService(contract.start, { folder, env, signal });
  return { ...started, isFresh: true };
}

async function checkEveryService(
  url: string | undefined,
  isToStart: boolean,
  { signal }: CliContext,
): Promise<ContractCheck> {
  if (url === undefined || isToStart)
    throw new SandboxError(
      'usage',
      `expected a contract${isToStart ? ' that says how to start the service' : ' or --url'}, got none: there is no ${usualContract}`,
    );
  const [{ checkContract }, { everyService }, { ServiceClient }] = await Promise.all([
    import('../../live/contract/check-contract.ts'),
    import('../../live/contract/document/resolve-contract.ts'),
    import('../../live/contract/check/service-client.ts'),
  ]);
  const client = new ServiceClient(url, signal);
  return await checkContract(everyService, { client, isFresh: false, fileOf: (file) => file });
}

/** The address of a service whose page of metrics was named. */
function withoutPath(url: string, metricsPath: string): string {
  const { origin, pathname } = new URL(url);
  const path = pathname.replace(/\/+$/, '');
  return origin + (path.endsWith(metricsPath) ? path.slice(0, -metricsPath.length) : path);
}

const words = { title: 'mapswell contract check', place: 'Place', rule: 'Rule' };
