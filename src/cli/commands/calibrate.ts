import { resolve } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { parseShard, type Shard, shardName } from '../../base/primitives/shards/shard.ts';
import type { Calibration } from '../../live/calibrate/calibration/calibration.ts';
import type { ExampleCase } from '../../live/calibrate/calibration/example-cases.ts';
import type { StepWatch } from '../../live/calibrate/evaluate/pace.ts';
import type { Budget } from '../../live/calibrate/search/choose-setting.ts';
import type { ScoreFile } from '../../live/calibrate/shards/score-table.ts';
import type { Trace } from '../../live/trace/trace.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { configFlag, count, number, repeated, valueFlag, word } from '../flags/flag.ts';
import {
  eachTrace,
  loadTraces,
  traceCount,
  type TraceFlags,
  traceFlags,
} from '../flags/trace-flags.ts';

/** `mapswell calibrate`: search the figures of the detectors and pick by the budget. */
export const calibrateCommand: CommandBuilder = defineCommand(
  {
    name: 'calibrate',
    summary: 'Fit alert thresholds to traces and judge them on others',
    words: { traces: { shown: '[traces...]', summary: 'CSV files and folders of them' } },
    flags: {
      config: configFlag,
      falseAlarms: valueFlag('<rate>', 'budget per series-day', number),
      lead: valueFlag('<minutes>', 'how early a warning must come', number),
      seed: valueFlag('<number>', 'seed of the failures', count(), 1),
      threads: valueFlag('<count>', 'threads of the search', count({ min: 1, max: 64 })),
      shard: valueFlag('<i/n>', 'only score part i of n, into --scores', (text, { flag }) =>
        parseShard(text, flag),
      ),
      merge: repeated('<files...>', 'choose by the scores of all parts', word),
      ...traceFlags,
    },
    files: {
      scores: {
        value: '<file>',
        summary: 'the scores of a part, for --merge',
        kind: fileKinds.scores,
      },
      out: {
        value: '<file>',
        summary: 'file to write; - is standard output',
        default: 'calibration.json',
        noDefaultBeside: 'shard',
        kind: fileKinds.calibration,
      },
      report: {
        value: '<file>',
        summary:
          'write the calibration as a page too, with traces drawn (HTML); - is standard output',
        kind: fileKinds.calibrationPage,
      },
    },
    reads: ({ traces, merge }) => [...traces, ...merge],
    notes: `
Figures are fitted to about half of the series, by a hash of their names, and judged on the rest: one
more or one less moves no other. Healthy series without a map lend their noise to failures of known
shape and length. The budget is falseAlarmsPerSeriesDay and
leadMinutes under alerts in sandbox.config.ts; the flags override it. Where the healthy days that were
seen cannot show the rate with 90 % confidence, the smallest that they can is taken, and the missing
days are named; a rate that a flag asks for is refused then.`,
  },
  async (asked, context) => {
    requireOneTask(asked);
    const { createStepReporter } = await import('../progress/step-reporter.ts');
    const { onStep, stop } = createStepReporter(context);
    const watch = { onStep };
    const { shard } = asked;
    return await (
      shard === undefined
        ? calibrateFleet(asked, context, watch)
        : scorePart({ ...asked, shard }, context, watch)
    ).finally(stop);
  },
  {
    json: (result) => (result.kind === 'calibration' ? result.calibration : null),
    print: async (result) => {
      if (result.kind === 'scores') return scoresText(result);
      const { calibrationText } = await import('../text/live/calibration-text.ts');
      return calibrationText(result.calibration);
    },
    documents: {
      scores: {
        text: (result) => (result.kind === 'scores' ? result.text : null),
        written: ({ path }, bytes) => `Scores: ${path} (${formatBytes(bytes)})`,
      },
      out: {
        text: (result) =>
          result.kind === 'calibration' ? `${JSON.stringify(result.calibration, null, 2)}\n` : null,
        written: ({ path, file }) => (file === null ? null : `Written: ${path}`),
      },
      report: {
        text: (result) =>
          result.kind === 'calibration' ? page(result.calibration, result.traces) : null,
        written: ({ path }, bytes) => `Report: ${path} (${formatBytes(bytes)})`,
      },
    },
  },
);

interface Asked extends TraceFlags {
  readonly traces: readonly string[];
  readonly config: string | undefined;
  readonly falseAlarms: number | undefined;
  readonly lead: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly merge: readonly string[];
}

interface PartFlags {
  readonly shard: Shard | undefined;
  readonly scores: string | undefined;
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly merge: readonly string[];
  readonly falseAlarms: number | undefined;
}

interface Calibrated {
  readonly kind: 'calibration';
  readonly calibration: Calibration;
  readonly traces: readonly Trace[];
}

interface ScoredPart {
  readonly kind: 'scores';
  readonly shard: Shard;
  readonly text: string;
  /** Series to fit that were scored, of so many. */
  readonly scored: number;
  readonly toFit: number;
}

/** A part chooses nothing: what a choice needs is refused beside it. */
function requireOneTask({ shard, scores, ...others }: PartFlags): void {
  if (shard === undefined && scores === undefined) return;
  if (shard === undefined || scores === undefined)
    throw new SandboxError(
      'usage',
      `expected --shard i/n and --scores FILE together, got ${shard === undefined ? '--scores' : '--shard'} alone`,
    );
  const { out, report, merge, falseAlarms } = others;
  const given = {
    '--out': out !== undefined,
    '--report': report !== undefined,
    '--merge': merge.length > 0,
    '--false-alarms': falseAlarms !== undefined,
  };
  for (const [flag, isGiven] of Object.entries(given))
    if (isGiven)
      throw new SandboxError(
        'usage',
        `--shard scores a part and chooses nothing: expected no ${flag} beside it; --merge chooses by all parts`,
      );
}

async function budgetOf(asked: Asked, { cwd }: CliContext): Promise<Budget> {
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const { alerts } = await loadConfig(cwd, asked.config);
  return {
    falseAlarmsPerSeriesDay: positive(
      asked.falseAlarms ?? alerts.falseAlarmsPerSeriesDay,
      '--false-alarms',
    ),
    leadMinutes: positive(asked.lead ?? alerts.leadMinutes, '--lead'),
  };
}

async function calibrateFleet(
  asked: Asked,
  context: CliContext,
  watch: StepWatch,
): Promise<Calibrated> {
  const { seed, threads, merge, falseAlarms } = asked;
  const budget = await budgetOf(asked, context);
  const files = await readTables(merge, context);
  const traces = await loadTraces(asked.traces, asked, context, watch);
  const task = {
    traces,
    budget,
    orSmallestShown: falseAlarms === undefined,
    seed,
    ...defined({ threads }),
    ...watch,
  };
  if (files.length === 0) {
    const { calibrate } = await import('../../live/calibrate/calibration/calibrate.ts');
    return { kind: 'calibration', calibration: await calibrate(task), traces };
  }
  const { calibrateByScores } = await import('../../live/calibrate/shards/calibrate-by-scores.ts');
  const { calibration, notes } = await calibrateByScores(task, files);
  for (const note of notes) context.stderr.write(`note: ${note}\n`);
  return { kind: 'calibration', calibration, traces };
}

async function readTables(
  paths: readonly string[],
  { cwd }: CliContext,
): Promise<readonly ScoreFile[]> {
  if (paths.length === 0) return [];
  const { readScores } = await import('../../live/calibrate/shards/score-table.ts');
  const files: ScoreFile[] = [];
  for (const path of paths) files.push(await readScores(resolve(cwd, path)));
  return files;
}

/** Reads every trace and holds those of the part: what is common to all parts is learned from all. */
async function scorePart(
  { traces, shard, seed, threads, ...asked }: Asked & { readonly shard: Shard },
  context: CliContext,
  watch: StepWatch,
): Promise<ScoredPart> {
  const { leadMinutes } = await budgetOf({ traces, seed, threads, ...asked }, context);
  const { ShardScorer } = await import('../../live/calibrate/shards/shard-scorer.ts');
  const scorer = new ShardScorer({ shard, seed, leadMinutes, ...defined({ threads }), ...watch });
  const total = await traceCount(traces, asked, context);
  for await (const trace of eachTrace(traces, asked, context)) await scorer.add(trace, total);
  return { kind: 'scores', shard, ...(await scorer.score()) };
}

function scoresText({ shard, scored, toFit }: ScoredPart): string {
  return `Part ${shardName(shard)}: ${scored} of ${toFit} series to fit are scored. When all parts are there: mapswell calibrate TRACES... --merge FILES...\n`;
}

const roles: Readonly<Record<ExampleCase['role'], string>> = {
  warned: 'A failure that was warned of, with the median lead',
  missed: 'The failure that was missed by most',
  doubling: 'A doubling that does not fit, with the median lead',
  'false-alarm': 'The series with most false alarms',
};

async function page(calibration: Calibration, traces: readonly Trace[]): Promise<string> {
  const [{ exampleCases }, { renderCalibration }] = await Promise.all([
    import('../../live/calibrate/calibration/example-cases.ts'),
    import('../../report/calibration/render-calibration.ts'),
  ]);
  const shown = exampleCases(calibration, traces).map(({ role, judged }) => ({
    title: roles[role],
    trace: judged.trace,
    history: judged.history,
  }));
  return await renderCalibration(calibration, shown);
}

function positive(value: number, flag: string): number {
  if (value > 0) return value;
  throw new SandboxError('usage', `expected ${flag} above 0, got ${value}`);
}
