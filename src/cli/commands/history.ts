import { resolve } from 'node:path';
import type { HistoryPoints } from '../../lab/compare/history/history-points.ts';
import { defined } from '../../base/primitives/defined.ts';
import { isFolder } from '../../base/primitives/input/read-input.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { off, textFlag, toggle } from '../flags/flag.ts';

/** `mapswell history`: from which run, or commit, on a metric is another. */
export const historyCommand: CommandBuilder = defineCommand(
  {
    name: 'history',
    summary: 'Find the commit that changed a metric',
    words: {
      path: {
        shown: '[path]',
        summary: 'folder of runs, or a baseline or record in git',
        default: 'reports',
      },
    },
    flags: {
      cell: textFlag('<id>', 'this cell only'),
      metric: textFlag('<name>', 'this metric only'),
      all: toggle('also show metrics that did not change'),
      index: off('read every record anew, and keep no index of the folder'),
    },
    files: {
      html: {
        value: '<file>',
        summary: 'also write an HTML page with a trend chart per metric; - is standard output',
        kind: fileKinds.historyPage,
      },
    },
    reads: ({ path }) => [path],
    notes: `
Examples:
  $ mapswell history
  $ mapswell history reports --cell churn --metric writes-per-second --json
  $ mapswell history reports/baseline/baseline.json --html trend.html

A folder is a folder of records, or of the folders of runs. A file is a baseline or a record that is
kept in git: each commit that changed it is a point. Exact metrics change at the run whose count is
another; timed ones at change points (E-divisive means), which need some runs on both sides. A folder
of 20 records or more gets an index, .mapswell-history.parquet, and only what is new or changed is read anew.`,
  },
  async ({ path, cell, metric, index }, context) => {
    const { historyOf } = await import('../../lab/compare/history/history.ts');
    const runs = await readRuns(resolve(context.cwd, path), index, context);
    const series = historyOf(runs, defined({ cell, metric }));
    if (series.length === 0) throw new SandboxError('usage', nothingFound(path, [cell, metric]));
    return series;
  },
  {
    json: (series) => ({ kind: 'mapswell-history', version: 1, series }),
    print: async (series, _context, { all }) => {
      const { formatHistory } = await import('../../lab/compare/history/format-history.ts');
      return formatHistory(series, all);
    },
    documents: {
      html: {
        text: async (series) => {
          const { renderHistory } = await import('../../report/history/render-history.ts');
          return await renderHistory(series);
        },
      },
    },
  },
);

function nothingFound(path: string, asked: readonly (string | undefined)[]): string {
  const wanted = asked.filter((one) => one !== undefined).join(', ');
  return `expected runs in ${path}${wanted === '' ? '' : ` with ${wanted}`}, found none`;
}

/** One bad file or commit does not hide the rest. */
async function readRuns(
  path: string,
  isIndexed: boolean,
  context: CliContext,
): Promise<readonly HistoryPoints[]> {
  const warn = ({ message }: SandboxError): void => {
    context.stderr.write(`warning: ${message}\n`);
  };
  return isFolder(path)
    ? await runsInFolder(path, isIndexed, warn)
    : await runsInGit(path, context, warn);
}

async function runsInGit(
  path: string,
  context: CliContext,
  warn: (error: SandboxError) => void,
): Promise<readonly HistoryPoints[]> {
  const [{ fileHistory }, { historyRunOf }, { historyPoints }] = await Promise.all([
    import('../../lab/run/git/file-history.ts'),
    import('../../lab/compare/history/history-run.ts'),
    import('../../lab/compare/history/history-points.ts'),
  ]);
  const versions = await fileHistory(path, context.signal);
  context.letGo();
  const runs: HistoryPoints[] = [];
  for (const version of versions)
    runs.push(
      ...(await unless(warn, async () => historyPoints(await historyRunOf(path, version)))),
    );
  return runs;
}

/** Fewer are read faster than anybody would miss, and their folder stays as it is. */
const fewestIndexed = 20;

async function runsInFolder(
  folder: string,
  isIndexed: boolean,
  warn: (error: SandboxError) => void,
): Promise<readonly HistoryPoints[]> {
  const [{ recordPaths }, { inOrder, pointsOfRun }] = await Promise.all([
    import('../io/record-paths.ts'),
    import('../../lab/compare/history/history-points.ts'),
  ]);
  const paths = recordPaths(folder);
  const points: HistoryPoints[] = [];
  if (isIndexed && paths.length >= fewestIndexed) {
    const { indexedPoints } = await import('../../lab/compare/history/history-index.ts');
    points.push(...(await indexedPoints(folder, paths, warn)));
  } else {
    const { readRunFigures } = await import('../../lab/compare/figures/read-run-figures.ts');
    for (const path of paths)
      points.push(...(await unless(warn, async () => pointsOfRun(await readRunFigures(path)))));
  }
  return inOrder([...new Map(points.map((one) => [one.name, one])).values()]);
}

async function unless<Value>(
  warn: (error: SandboxError) => void,
  read: () => Promise<Value>,
): Promise<readonly Value[]> {
  try {
    return [await read()];
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    warn(error);
    return [];
  }
}
