import { resolve } from 'node:path';
import { Command } from 'commander';
import type { SeriesHistory } from '../../live/detect/series-history.ts';
import type { AlarmEpisode } from '../../live/calibrate/calibration/detect-alarms.ts';
import type { Trace } from '../../live/trace/trace.ts';
import type { ShownTrace } from '../../report/calibration/shown-trace.ts';
import {
  alarmSummary,
  alarmWords,
  mostDrawn,
  type AlarmWords,
} from '../../report/calibration/alarm-words.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';
import { addTraceFlags, csvOptions, eachTrace, type TraceFlags } from '../flags/trace-flags.ts';

interface DetectFlags extends TraceFlags, ForceFlag {
  readonly calibration: string;
  readonly history?: string;
  readonly report?: string;
  readonly json?: true;
}

/** `mapswell detect`: run a calibration over traces. */
export function detectCommand(context: CliContext): Command {
  const command = addForceFlag(new Command('detect'))
    .description('Run a calibration over traces and print the alarms')
    .argument('[traces...]', 'CSV files and folders of them')
    .requiredOption('--calibration <file>', 'what calibrate wrote')
    .option('--history <file>', 'healthy trace of the same series, to fit thresholds to it')
    .option(
      '--report <file>',
      `a page of all alarms, with the first ${mostDrawn} traces drawn (HTML); - is standard output`,
    )
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
  const { calibration: file, history: healthy, report } = flags;
  const inputs = [...paths, file, ...(healthy === undefined ? [] : [healthy])];
  const outputs = new Outputs(context, inputs, flags);
  const page =
    report === undefined ? null : await outputs.file('--report', report, fileKinds.detectionPage);
  if (flags.json === true) outputs.refuseBeside('--json');
  const calibration = await readCalibration(resolve(context.cwd, file));
  const history = await readHistory(flags, context.cwd);
  const results: TraceAlarms[] = [];
  const texts: string[] = [];
  const shown: ShownTrace[] = [];
  for await (const trace of eachTrace(paths, flags, context)) {
    const episodes = detectAlarms(calibration, trace, history);
    const exhaustedAtMinute = trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null;
    results.push({ id: trace.id, exhaustedAtMinute, episodes });
    texts.push(alarmsText(trace, episodes));
    if (page !== null) shown.push({ title: 'Trace', trace, history });
  }
  outputs.sentences.write(
    flags.json === true ? `${JSON.stringify({ traces: results }, null, 2)}\n` : texts.join(''),
  );
  if (page === null) return;
  const { renderDetection } = await import('../../report/calibration/render-detection.ts');
  await page.write(await renderDetection(calibration, shown));
  const left = shown.length - mostDrawn;
  context.stderr.write(`Report: ${page.path}${left > 0 ? `, ${left} traces not drawn` : ''}\n`);
}

async function readHistory(flags: DetectFlags, cwd: string): Promise<SeriesHistory | null> {
  if (flags.history === undefined) return null;
  const [{ readTraceFile }, { historyScales, learnHistory }] = await Promise.all([
    import('../../live/trace/read-trace-file.ts'),
    import('../../live/detect/series-history.ts'),
  ]);
  const trace = await readTraceFile(resolve(cwd, flags.history), csvOptions(flags));
  return learnHistory(trace, historyScales);
}

function alarmsText(trace: Trace, episodes: readonly AlarmEpisode[]): string {
  const head = `${trace.id}: ${alarmSummary(trace, episodes)}\n`;
  return head + episodes.map((one) => episodeText(alarmWords(one, trace.startedAtMs))).join('');
}

function episodeText({ level, detector, span, sentence, critical }: AlarmWords): string {
  const first = `  ${level.padEnd(8)}  ${detector}  ${span}: ${sentence}\n`;
  return critical === null ? first : `${first}    ${critical}\n`;
}
