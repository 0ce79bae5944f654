import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { formatBytes } from '../../base/primitives/format-bytes.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { RunRecord } from '../../lab/record/run-record.ts';
import type { ReportExtras } from '../../report/run/render-report.ts';
import type { CliContext } from '../cli-io.ts';
import { terminalText } from '../text/terminal-text.ts';

interface ReportFlags {
  readonly out?: string;
  readonly claims?: string;
  readonly csv?: true;
  readonly open?: true;
}

const examples = `
Examples:
  $ mapswell report                        the report of the latest run
  $ mapswell report reports/latest --open
  $ mapswell report record.json --out swelling.html --csv

RECORD is a record.json or a folder with one. A claims.json beside it is shown too. The report is one HTML file that needs no network.`;

/** `mapswell report`: the swelling report of a record. */
export function reportCommand(context: CliContext): Command {
  return new Command('report')
    .description('Write the swelling report of a record as one HTML file')
    .argument('[RECORD]', 'record of a run (default: the latest run in the folder of reports)')
    .option('--out <file>', 'where to write the report (default: report.html beside the record)')
    .option('--claims <file>', 'claims to show, as "mapswell claims --out" writes them')
    .option('--csv', 'write results.csv and growth-events.csv beside the report as well')
    .option('--open', 'open the report in the browser')
    .addHelpText('after', examples)
    .action((record: string | undefined, flags: ReportFlags) => runReport(record, flags, context));
}

async function runReport(
  given: string | undefined,
  flags: ReportFlags,
  { cwd, stdout }: CliContext,
): Promise<void> {
  const path = recordIn(given === undefined ? await latestRun(cwd) : resolve(cwd, given));
  const [{ readRecord }, { writeReport }] = await Promise.all([
    import('../../lab/record/read-record.ts'),
    import('../../report/run/write-report.ts'),
  ]);
  const record = await readRecord(path);
  const out = resolve(cwd, flags.out ?? join(dirname(path), 'report.html'));
  const bytes = await writeReport(out, record, await extrasFor(path, flags, cwd));
  stdout.write(`${terminalText(out)} (${formatBytes(bytes)})\n`);
  if (flags.csv === true)
    for (const file of await writeCsv(dirname(out), record))
      stdout.write(`${terminalText(file)}\n`);
  if (flags.open === true) {
    const { openInBrowser } = await import('../../lab/run/open-in-browser.ts');
    await openInBrowser(out);
  }
}

/** The claims that were named, or those that lie beside the record. */
async function extrasFor(
  record: string,
  { claims }: ReportFlags,
  cwd: string,
): Promise<ReportExtras> {
  const beside = join(dirname(record), 'claims.json');
  if (claims === undefined && !existsSync(beside)) return {};
  const { readClaims } = await import('../../lab/verify/claims/read-claims.ts');
  return { claims: await readClaims(claims === undefined ? beside : resolve(cwd, claims)) };
}

/** A folder stands for the record in it; what is neither is left to the reader of records. */
function recordIn(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? join(path, 'record.json') : path;
}

async function latestRun(cwd: string): Promise<string> {
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const { reportsFolder } = await loadConfig(cwd);
  const latest = join(reportsFolder, 'latest');
  if (existsSync(latest)) return latest;
  throw new SandboxError('usage', `no run in ${reportsFolder} yet: expected a RECORD, got none`);
}

async function writeCsv(folder: string, record: RunRecord): Promise<readonly string[]> {
  const [{ writeFileAtomically }, { resultsCsv }, { growthEventsCsv }] = await Promise.all([
    import('../../base/primitives/write-file-atomically.ts'),
    import('../../lab/record/csv/results-csv.ts'),
    import('../../lab/record/csv/growth-events-csv.ts'),
  ]);
  const results = join(folder, 'results.csv');
  const growthEvents = join(folder, 'growth-events.csv');
  await writeFileAtomically(results, resultsCsv(record));
  await writeFileAtomically(growthEvents, growthEventsCsv(record));
  return [results, growthEvents];
}
