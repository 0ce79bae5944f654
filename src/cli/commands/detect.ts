import { resolve } from 'node:path';
import type { SeriesHistory } from '../../live/detect/series-history.ts';
import type { AlarmEpisode } from '../../live/calibrate/calibration/alarm-watch.ts';
import type { DetectorMoment } from '../../live/calibrate/calibration/moment-of.ts';
import type { TraceAlarms } from '../../library/detect.ts';
import type { Trace } from '../../live/trace/trace.ts';
import type { ShownTrace } from '../../report/calibration/shown-trace.ts';
import {
  alarmSummary,
  alarmWords,
  mostDrawn,
  type AlarmWords,
} from '../../report/calibration/alarm-words.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { number, required, textFlag, valueFlag } from '../flags/flag.ts';
import { csvOptions, eachTrace, type TraceFlags, traceFlags } from '../flags/trace-flags.ts';

/** The alarms of a trace, and what was seen at the minute that `--why` asks for. */
interface ExplainedAlarms extends TraceAlarms {
  readonly why?: readonly DetectorMoment[];
}

/** `mapswell detect`: run a calibration over traces. */
export const detectCommand: CommandBuilder = defineCommand(
  {
    name: 'detect',
    summary: 'Run a calibration over traces and print the alarms',
    words: { traces: { shown: '[traces...]', summary: 'CSV files and folders of them' } },
    flags: {
      calibration: required(textFlag('<file>', 'what calibrate wrote')),
      why: valueFlag('<minute>', 'what each detector saw at that minute of a trace', number),
      history: textFlag('<file>', 'healthy trace of the same series, to fit thresholds to it'),
      ...traceFlags,
    },
    files: {
      report: {
        value: '<file>',
        summary: `a page of all alarms, with the first ${mostDrawn} traces drawn (HTML); - is standard output`,
        kind: fileKinds.detectionPage,
      },
    },
    reads: ({ traces, calibration, history }) => [
      ...traces,
      calibration,
      ...(history === undefined ? [] : [history]),
    ],
  },
  async (request, context) => {
    const [{ readCalibration }, { detectAlarms }, { momentOf }, { momentText }] = await Promise.all(
      [
        import('../../live/calibrate/calibration/read-calibration.ts'),
        import('../../live/calibrate/calibration/detect-alarms.ts'),
        import('../../live/calibrate/calibration/moment-of.ts'),
        import('../text/live/moment-text.ts'),
      ],
    );
    const calibration = await readCalibration(resolve(context.cwd, request.calibration));
    const history = await readHistory(request.history, request, context.cwd);
    const { why } = request;
    const traces: ExplainedAlarms[] = [];
    const texts: string[] = [];
    const shown: ShownTrace[] = [];
    for await (const trace of eachTrace(request.traces, request, context)) {
      const episodes = detectAlarms(calibration, trace, history);
      const exhaustedAtMinute = trace.ending.kind === 'exhausted' ? trace.ending.atMinute : null;
      const seen = why === undefined ? null : momentOf(calibration, trace, history, why);
      traces.push({
        id: trace.id,
        exhaustedAtMinute,
        episodes,
        ...(seen === null ? {} : { why: seen }),
      });
      texts.push(alarmsText(trace, episodes));
      if (why !== undefined && seen !== null) texts.push(momentText(why, seen));
      // A page draws them all; without one, only one trace is held at a time.
      if (request.report !== undefined)
        shown.push({
          title: 'Trace',
          trace,
          history,
          ...(why === undefined || seen === null ? {} : { why: { minute: why, moments: seen } }),
        });
    }
    return { calibration, traces, texts, shown };
  },
  {
    json: ({ traces }) => ({ traces }),
    print: ({ texts }) => texts.join(''),
    documents: {
      report: {
        text: async ({ calibration, shown }) => {
          const { renderDetection } = await import('../../report/calibration/render-detection.ts');
          return await renderDetection(calibration, shown);
        },
        written: ({ path }, _bytes, { shown }) => {
          const left = shown.length - mostDrawn;
          return `Report: ${path}${left > 0 ? `, ${left} traces not drawn` : ''}`;
        },
      },
    },
  },
);

async function readHistory(
  file: string | undefined,
  flags: TraceFlags,
  cwd: string,
): Promise<SeriesHistory | null> {
  if (file === undefined) return null;
  const [{ readTraceFile }, { historyScales, learnHistory }] = await Promise.all([
    import('../../live/trace/read-trace-file.ts'),
    import('../../live/detect/series-history.ts'),
  ]);
  const trace = await readTraceFile(resolve(cwd, file), csvOptions(flags));
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
