import { Command } from 'commander';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SandboxError } from '../../primitives/sandbox-error.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { CliContext } from '../cli-io.ts';

interface HistoryFlags {
  readonly cell?: string;
  readonly metric?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell history
  $ mapswell history reports --cell churn --metric writes-per-second --json

Exact metrics change at the run whose count is another; timed ones at change points (E-divisive
means), which need some runs on both sides.`;

/** `mapswell history`: from which run on a metric is another. */
export function historyCommand({ cwd, stdout, stderr }: CliContext): Command {
  return new Command('history')
    .description('Tell from which run on a metric changed, over a folder of runs')
    .argument('[folder]', 'folder of records, or of the folders of runs', 'reports')
    .option('--cell <id>', 'this cell only')
    .option('--metric <name>', 'this metric only')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(async (folder: string, flags: HistoryFlags) => {
      const { historyOf } = await import('../../compare/history.ts');
      const records = await readRecords(resolve(cwd, folder), (message) =>
        stderr.write(`warning: ${message}\n`),
      );
      const series = historyOf(records).filter(
        ({ cell, metric }) =>
          (flags.cell === undefined || cell === flags.cell) &&
          (flags.metric === undefined || metric === flags.metric),
      );
      if (series.length === 0) throw new SandboxError('usage', nothingFound(folder, flags));
      if (flags.json === true) {
        const document = { kind: 'mapswell-history', version: 1, series };
        stdout.write(`${JSON.stringify(document, null, 2)}\n`);
        return;
      }
      const { formatHistory } = await import('../../compare/format-history.ts');
      stdout.write(formatHistory(series));
    });
}

function nothingFound(folder: string, { cell, metric }: HistoryFlags): string {
  const wanted = [cell, metric].filter((one) => one !== undefined).join(', ');
  return `expected runs in ${folder}${wanted === '' ? '' : ` with ${wanted}`}, found none`;
}

/** Every record in the folder and in the folders of runs in it. One bad file does not hide the rest. */
async function readRecords(
  folder: string,
  warn: (message: string) => void,
): Promise<readonly RunRecord[]> {
  const { readRecord } = await import('../../record/read-record.ts');
  const byId = new Map<string, RunRecord>();
  for (const path of await recordPaths(folder)) {
    try {
      const record = await readRecord(path);
      byId.set(record.id, record);
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      warn(error.message);
    }
  }
  return [...byId.values()];
}

async function recordPaths(folder: string): Promise<readonly string[]> {
  const entries = await listed(folder);
  const runs = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  const inRuns = await Promise.all(runs.map(async (run) => ({ run, files: await listed(run) })));
  return [
    ...entries.filter(({ name }) => name.endsWith('.json')).map(({ name }) => join(folder, name)),
    ...inRuns
      .filter(({ files }) => files.some(({ name }) => name === 'record.json'))
      .map(({ run }) => join(run, 'record.json')),
  ];
}

async function listed(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SandboxError('input', `cannot read the folder ${folder}: ${reason}`, {
      cause: error,
    });
  }
}
