import { resolve } from 'node:path';
import { Command } from 'commander';
import type { AlarmEpisode } from '../../live/calibrate/calibration/detect-alarms.ts';
import type { SeriesHistory } from '../../live/detect/series-history.ts';
import type { Trace } from '../../live/trace/trace.ts';
import type { CliContext } from '../cli-io.ts';
import { terminalText } from '../text/terminal-text.ts';
import { addTraceFlags, csvOptions, loadTraces, type TraceFlags } from '../flags/trace-flags.ts';

interface DetectFlags extends TraceFlags {
  readonly calibration: string;
  readonly history?: string;
  readonly report?: string;
  readonly json?: true;
}

/** Traces in a page; of more the first are drawn. */
const mostDrawn = 12;

/** `mapswell detect`: run a calibration over traces. */
export function detectCommand(context: CliContext): Command {
  const command = new Command('detect')
    .description('Run a calibration over traces and print the alarms')
    .argument('[traces...]', 'CSV files and folders of them')
    .requiredOption('--calibration <file>', 'what calibrate wrote')
    .option('--history <file>', 'healthy trace of the same series, for thresholds of its own')
    .option('--report <file>', `draw the traces on a page, up to ${mostDrawn} (HTML)`)
    .option('--json', 'print JSON');
  return addTraceFlags(command).action((paths: string[], flags: DetectFlags) =>
    runDetect(paths, flags, context),
  );
}

interface TraceAlarms {
  readonly id: string;
  readonly exhaustedAtMinute: number | null;
  readonly episodes: readonly AlarmEpisode[];
}

async function runDetect(
  paths: readonly string[],
  flags: DetectFlags,
  context: CliContext,
): Promise<void> {
  const [{ readCalibration }, { detectAlarms }] = await Promise.all([
    import('../../live/calibrate/calibration/read-calibration.ts'),
    import('../../live/calibrate/calibration/detect-alarms.ts'),
  ]);
  const calibration = await readCalibration(resolve(context.cwd, flags.calibration));
  const traces = await loadTraces(paths, flags, context);
  const history = await readHistory(flags, context.cwd);
  const results = traces.map((trace): TraceAlarms => ({
    id: trace.id,
    exhaustedAtMinute: trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null,
    episodes: detectAlarms(calibration, trace, history),
  }));
  context.stdout.write(
    flags.json === true
      ? `${JSON.stringify({ traces: results }, null, 2)}\n`
      : results.map((result, index) => alarmsText(result, traces[index])).join(''),
  );
  if (flags.report === undefined) return;
  const { writeCalibrationReport } =
    await import('../../report/calibration/write-calibration-report.ts');
  const shown = traces.slice(0, mostDrawn).map((trace) => ({ title: 'Trace', trace, history }));
  await writeCalibrationReport(resolve(context.cwd, flags.report), calibration, shown);
  const left = traces.length - shown.length;
  context.stderr.write(
    `Report: ${terminalText(flags.report)}${left > 0 ? `, ${left} traces not drawn` : ''}\n`,
  );
}

async function readHistory(flags: DetectFlags, cwd: string): Promise<SeriesHistory | null> {
  if (flags.history === undefined) return null;
  const [{ readTraceFile }, { learnHistory }, { historyScales }] = await Promise.all([
    import('../../live/trace/read-trace-file.ts'),
    import('../../live/detect/series-history.ts'),
    import('../../live/calibrate/search/setting-grid.ts'),
  ]);
  const trace = await readTraceFile(resolve(cwd, flags.history), csvOptions(flags));
  return learnHistory(trace, historyScales);
}

function alarmsText({ id, exhaustedAtMinute, episodes }: TraceAlarms, trace?: Trace): string {
  const ending =
    exhaustedAtMinute === null ? 'never exhausted' : `exhausted at minute ${exhaustedAtMinute}`;
  const head = `${terminalText(id)}: ${episodes.length === 0 ? 'no alarm' : `${episodes.length} ${episodes.length === 1 ? 'alarm' : 'alarms'}`}, ${ending}\n`;
  return (
    head + episodes.map((episode) => episodeText(episode, trace?.startedAtMs ?? null)).join('')
  );
}

function episodeText(episode: AlarmEpisode, startedAtMs: number | null): string {
  const at = (minute: number): string =>
    startedAtMs === null
      ? `minute ${Number(minute.toFixed(2))}`
      : new Date(startedAtMs + minute * 60_000).toISOString();
  const { forecastInterval: interval, criticalFromMinute, criticalSentence } = episode;
  const range =
    interval === null
      ? ''
      : ` Time left: ${Math.round(interval.low)} to ${Math.round(interval.high)} minutes.`;
  const critical =
    criticalFromMinute === null || criticalFromMinute === episode.fromMinute
      ? ''
      : `    critical from ${at(criticalFromMinute)}: ${criticalSentence ?? ''}\n`;
  return `  ${episode.level.padEnd(8)}  ${episode.detector}  ${at(episode.fromMinute)} to ${at(episode.toMinute)}: ${episode.sentence}${range}\n${critical}`;
}
