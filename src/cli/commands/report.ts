import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { inputChunks, readInputText, statInput } from '../../base/primitives/input/read-input.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import type { OpenRecord } from '../../lab/record/stored/open-record.ts';
import type { ReportExtras } from '../../report/run/render-report.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { textFlag, toggle } from '../flags/flag.ts';
import type { Output, Outputs } from '../io/outputs.ts';
import { sayUnquoted, speedSummary } from '../run/quoted-speed.ts';

/** `mapswell report`: the swelling report of a record. */
export const reportCommand: CommandBuilder = defineCommand(
  {
    name: 'report',
    summary: 'Write the swelling report of a record, or of a recorded process, as one HTML file',
    words: {
      record: {
        shown: '[RECORD]',
        summary:
          'record of a run, or what attach --record wrote (default: the latest run in the folder of reports)',
      },
    },
    flags: {
      out: textFlag(
        '<file>',
        'where to write the report, - for standard output (default: report.html beside the record)',
      ),
      claims: textFlag('<file>', 'claims to show, as "mapswell claims --out" writes them'),
      speed: textFlag('<file>', speedSummary),
      csv: toggle('write results.csv and growth-events.csv beside the report as well'),
      open: toggle('open the report in the browser'),
      single: toggle(
        'one file, however many cells it has (default: beyond 200 a page for each cell)',
      ),
    },
    writesFiles: true,
    reads: async ({ record, ...extras }, { cwd }) => {
      const path = await recordAt(record, cwd);
      return [path, ...Object.values(extraFiles(path, extras, cwd))];
    },
    notes: `
Examples:
  $ mapswell report                        the report of the latest run
  $ mapswell report reports/latest --open
  $ mapswell report record.json --out swelling.html --csv
  $ mapswell report sessions.csv           what attach --record saw: staircases, growths, forecast

RECORD is the record of a run or its folder. A claims.json beside it is shown too, and a speed.json quoted. The report is one HTML file that needs no
network; beyond 200 cells it is a first page, and a folder of its name with a page for each cell.`,
  },
  async (request, context, outputs) => {
    const { cwd } = context;
    const path = await recordAt(request.record, cwd);
    if (isRecordedTrace(path)) return await writeRecorded(path, request, context, outputs);
    const files = extraFiles(path, request, cwd);
    const out = resolve(cwd, request.out ?? join(dirname(path), 'report.html'));
    const page = await outputs.file('--out', request.out === '-' ? '-' : out, fileKinds.runPage);
    const tables = request.csv ? await csvOutputs(page, outputs) : null;
    if (request.open) requireFile(page, '--open');
    const { openRecord } = await import('../../lab/record/stored/open-record.ts');
    const record = await openRecord(path);
    const extras = await extrasOf(files);
    if (request.speed !== undefined) sayUnquoted(record.head, extras, context);
    const bytes = await writePages(page, record, extras, { outputs, isSingle: request.single });
    if (tables !== null) await writeCsv(tables, record);
    if (request.open) {
      const { openInBrowser } = await import('../../lab/run/open-in-browser.ts');
      await openInBrowser(out);
    }
    return [
      ...(page.file === null ? [] : [`${page.file} (${formatBytes(bytes)})`]),
      ...(tables === null ? [] : [tables.results.path, tables.growthEvents.path]),
    ];
  },
  {
    print: (written) => written.map((line) => `${line}\n`).join(''),
  },
);

/** @returns bytes of the first page */
async function writePages(
  page: Output,
  record: OpenRecord,
  extras: ReportExtras,
  { outputs, isSingle }: { readonly outputs: Outputs; readonly isSingle: boolean },
): Promise<number> {
  if (isSingle || page.file === null) {
    const { renderSinglePage } = await import('../../report/run/render-report.ts');
    return await page.write(await renderSinglePage(record, extras));
  }
  const { writeRunReport } = await import('../run/write-run-report.ts');
  const open = (path: string): Promise<Output> => outputs.file('--out', path, fileKinds.runPage);
  return await writeRunReport(record, extras, { file: page.file, page, open });
}

async function recordAt(given: string | undefined, cwd: string): Promise<string> {
  return recordFileOf(given === undefined ? await latestRun(cwd) : resolve(cwd, given));
}

/** Whether a file is what `attach --record` wrote. A pipe is read once, and is a record. */
function isRecordedTrace(path: string): boolean {
  if (statInput(path)?.isFile() !== true) return false;
  const [start] = inputChunks(path);
  return start !== undefined && fileKinds.liveTrace.matches(start.toString('utf8'));
}

async function writeRecorded(
  path: string,
  request: ReportFlags,
  { cwd }: Pick<CliContext, 'cwd'>,
  outputs: Outputs,
): Promise<readonly string[]> {
  for (const flag of ['csv', 'claims', 'speed'] as const)
    if (request[flag] !== undefined && request[flag] !== false)
      throw new SandboxError(
        'usage',
        `expected --${flag} with the record of a run, got it with a trace (${path})`,
      );
  const out = request.out ?? path.replace(/(?:\.csv)?$/u, '.html');
  const page = await outputs.file(
    '--out',
    out === '-' ? '-' : resolve(cwd, out),
    fileKinds.livePage,
  );
  if (request.open) requireFile(page, '--open');
  const [{ readRecorded }, { renderRecorded }] = await Promise.all([
    import('../../live/attach/recorded/read-recorded.ts'),
    import('../../report/live/render-recorded.ts'),
  ]);
  const lines = readInputText(path).split('\n');
  const bytes = await page.write(renderRecorded(readRecorded(lines, path)));
  if (request.open) {
    const { openInBrowser } = await import('../../lab/run/open-in-browser.ts');
    await openInBrowser(resolve(cwd, out));
  }
  return page.file === null ? [] : [`${page.file} (${formatBytes(bytes)})`];
}

interface ReportFlags {
  readonly out: string | undefined;
  readonly claims: string | undefined;
  readonly speed: string | undefined;
  readonly csv: boolean;
  readonly open: boolean;
}

type ExtraFiles = Readonly<Partial<Record<'claims' | 'speed', string>>>;

/** The files that were named, or those that lie beside the record. */
function extraFiles(
  record: string,
  named: Pick<ReportFlags, 'claims' | 'speed'>,
  cwd: string,
): ExtraFiles {
  const find = (name: 'claims' | 'speed'): string | undefined => {
    const file = named[name];
    if (file !== undefined) return resolve(cwd, file);
    const beside = join(dirname(record), `${name}.json`);
    return existsSync(beside) ? beside : undefined;
  };
  return defined({ claims: find('claims'), speed: find('speed') });
}

async function extrasOf({ claims, speed }: ExtraFiles): Promise<ReportExtras> {
  const [{ readClaims }, { readSpeed }] = await Promise.all([
    import('../../lab/verify/claims/claims-file.ts'),
    import('../../lab/verify/speed/speed-file.ts'),
  ]);
  return {
    ...(claims === undefined ? {} : { claims: await readClaims(claims) }),
    ...(speed === undefined ? {} : { speed: await readSpeed(speed) }),
  };
}

async function latestRun(cwd: string): Promise<string> {
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const { reportsFolder } = await loadConfig(cwd);
  const latest = join(reportsFolder, 'latest');
  if (existsSync(latest)) return latest;
  throw new SandboxError('usage', `no run in ${reportsFolder} yet: expected a RECORD, got none`);
}

interface CsvOutputs {
  readonly results: Output;
  readonly growthEvents: Output;
}

async function csvOutputs(page: Output, outputs: Outputs): Promise<CsvOutputs> {
  const folder = dirname(requireFile(page, '--csv'));
  const { resultsTable, growthTable } = fileKinds;
  return {
    results: await outputs.file('--csv', join(folder, 'results.csv'), resultsTable),
    growthEvents: await outputs.file('--csv', join(folder, 'growth-events.csv'), growthTable),
  };
}

/** Nothing stands beside standard output, a pipe or a device, and a browser opens none of them. */
function requireFile({ file, path }: Output, flag: string): string {
  if (file !== null) return file;
  throw new SandboxError('usage', `expected --out to name a file with ${flag}, got ${path}`);
}

async function writeCsv({ results, growthEvents }: CsvOutputs, record: OpenRecord): Promise<void> {
  const [{ resultsCsvPieces }, { growthEventsCsvPieces }] = await Promise.all([
    import('../../lab/record/csv/results-csv.ts'),
    import('../../lab/record/csv/growth-events-csv.ts'),
  ]);
  await results.write(() => resultsCsvPieces(record));
  await growthEvents.write(() => growthEventsCsvPieces(record));
}
