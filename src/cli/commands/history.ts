import { resolve } from 'node:path';
import { Command } from 'commander';
import type { HistoryRun } from '../../lab/compare/history/history-run.ts';
import { isFolder } from '../../base/primitives/input/read-input.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';

interface HistoryFlags extends ForceFlag {
  readonly cell?: string;
  readonly metric?: string;
  readonly json?: true;
  readonly all?: true;
  readonly html?: string;
}

const examples = `
Examples:
  $ mapswell history
  $ mapswell history reports --cell churn --metric writes-per-second --json
  $ mapswell history reports/baseline/baseline.json --html trend.html

A folder is a folder of records, or of the folders of runs. A file is a baseline or a record that is
kept in git: each commit that changed it is a point. Exact metrics change at the run whose count is
another; timed ones at change points (E-divisive means), which need some runs on both sides.`;

/** `mapswell history`: from which run, or commit, on a metric is another. */
export function historyCommand(context: CliContext): Command {
  return addForceFlag(new Command('history'))
    .description('Find the commit that changed a metric')
    .argument('[path]', 'folder of runs, or a baseline or record in git', 'reports')
    .option('--cell <id>', 'this cell only')
    .option('--metric <name>', 'this metric only')
    .option('--all', 'also show metrics that did not change')
    .option(
      '--html <file>',
      'also write an HTML page with a trend chart per metric; - is standard output',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action(async (path: string, flags: HistoryFlags) => {
      await showHistory(path, flags, context);
    });
}

async function showHistory(path: string, flags: HistoryFlags, context: CliContext): Promise<void> {
  const { cwd, stdout } = context;
  const outputs = new Outputs(context, [path], flags);
  const page =
    flags.html === undefined
      ? null
      : await outputs.file('--html', flags.html, fileKinds.historyPage);
  if (flags.json === true) outputs.refuseBeside('--json');
  const { historyOf } = await import('../../lab/compare/history/history.ts');
  const series = historyOf(await readRuns(resolve(cwd, path), context)).filter(
    ({ cell, metric }) =>
      (flags.cell === undefined || cell === flags.cell) &&
      (flags.metric === undefined || metric === flags.metric),
  );
  if (series.length === 0) throw new SandboxError('usage', nothingFound(path, flags));
  if (page !== null) {
    const { renderHistory } = await import('../../report/history/render-history.ts');
    await page.write(await renderHistory(series));
  }
  if (flags.json === true) {
    const document = { kind: 'mapswell-history', version: 1, series };
    stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const { formatHistory } = await import('../../lab/compare/history/format-history.ts');
  outputs.sentences.write(formatHistory(series, flags.all === true));
}

function nothingFound(path: string, { cell, metric }: HistoryFlags): string {
  const wanted = [cell, metric].filter((one) => one !== undefined).join(', ');
  return `expected runs in ${path}${wanted === '' ? '' : ` with ${wanted}`}, found none`;
}

/** One bad file or commit does not hide the rest. */
async function readRuns(path: string, context: CliContext): Promise<readonly HistoryRun[]> {
  const warn = ({ message }: SandboxError): void => {
    context.stderr.write(`warning: ${message}\n`);
  };
  return isFolder(path) ? await runsInFolder(path, warn) : await runsInGit(path, context, warn);
}

async function runsInGit(
  path: string,
  context: CliContext,
  warn: (error: SandboxError) => void,
): Promise<readonly HistoryRun[]> {
  const [{ fileHistory }, { historyRunOf }] = await Promise.all([
    import('../../lab/run/git/file-history.ts'),
    import('../../lab/compare/history/history-run.ts'),
  ]);
  const versions = await fileHistory(path, context.signal);
  context.letGo();
  return versions.flatMap((version) => unless(warn, () => historyRunOf(path, version)));
}

async function runsInFolder(
  folder: string,
  warn: (error: SandboxError) => void,
): Promise<readonly HistoryRun[]> {
  const [{ recordPaths }, { readInputText }, { parseRunFigures }, { historyRuns }] =
    await Promise.all([
      import('../record-paths.ts'),
      import('../../base/primitives/input/read-input.ts'),
      import('../../lab/compare/figures/read-run-figures.ts'),
      import('../../lab/compare/history/history-run.ts'),
    ]);
  const byId = new Map<string, ReturnType<typeof parseRunFigures>>();
  for (const path of recordPaths(folder)) {
    const read = (): ReturnType<typeof parseRunFigures> =>
      parseRunFigures(readInputText(path), path);
    for (const run of unless(warn, read)) byId.set(run.id, run);
  }
  return historyRuns([...byId.values()]);
}

function unless<Value>(warn: (error: SandboxError) => void, read: () => Value): readonly Value[] {
  try {
    return [read()];
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    warn(error);
    return [];
  }
}
