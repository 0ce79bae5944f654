import { existsSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { formatCount } from '../src/base/primitives/quantities/format-count.ts';
import { formatLimitBytes } from '../src/base/primitives/quantities/format-bytes.ts';
import { median } from '../src/base/stats/median.ts';
import { textTable } from '../src/cli/text/text-table.ts';
import { fillGoProcess } from '../src/lab/run/capacity/fill-go-process.ts';
import { measureNodeFill } from '../src/lab/run/capacity/measure-node-fill.ts';
import type { MeasuredFill } from '../src/lab/run/capacity/process-fill.ts';
import { findGo } from '../src/lab/subjects/go/find-go.ts';
import type { GoToolchain } from '../src/lab/subjects/go/go-toolchain.ts';
import { isMapModel, type MapModel } from '../src/maps/model/map-model.ts';
import { planGrowth } from '../src/maps/model/plan/plan-growth.ts';
import { planProcess } from '../src/maps/model/plan/plan-process.ts';
import { defaultGoSettings } from '../src/maps/model/runtime/go-settings.ts';
import type { FillForecast } from '../src/maps/model/runtime/filling.ts';

/** Where a process that fills a map dies, foretold and in a real control group. */
interface Answer {
  readonly runtime: string;
  readonly entry: string;
  readonly limitBytes: number;
  readonly flags: string;
  readonly forecast: Pick<FillForecast, 'entries' | 'lowEntries' | 'highEntries' | 'endedBy'>;
  readonly answerMs: number;
  readonly real: readonly number[];
  readonly endedBy: MeasuredFill['endedBy'];
  readonly mechanism: string;
}

interface Case {
  readonly key: string;
  readonly value: string;
  readonly limitMiB: number;
  readonly flags?: string;
}

const session =
  '{ userId: smi, createdAt: double, expires: double, csrf: string(32), roles: ["user"] }';
const nodeCases: readonly Case[] = [
  { key: 'string(36)', value: 'smi', limitMiB: 512 },
  { key: 'string(37)', value: session, limitMiB: 256, flags: '--max-old-space-size=128' },
  { key: 'string(16)', value: 'Buffer(4352)', limitMiB: 256 },
  {
    key: 'utf16(20)',
    value: '[string(10), string(10), smi]',
    limitMiB: 256,
    flags: '--max-old-space-size=150',
  },
  { key: 'string(20)', value: 'string(1000)', limitMiB: 256, flags: '--max-old-space-size=128' },
];
const goCases: readonly Case[] = [
  { key: 'string(40)', value: '[]byte(512)', limitMiB: 256 },
  { key: 'string(36)', value: 'int64', limitMiB: 128 },
  { key: 'int64', value: '[256]byte', limitMiB: 128 },
  {
    key: 'string(36)',
    value: '*struct { user int64; csrf string(32); roles []string(4)(1) }',
    limitMiB: 128,
  },
  { key: 'string(24)', value: 'string(100)', limitMiB: 128 },
];

const repeats = 3;
/** Far beyond every answer: the process dies before. */
const enough = 1.7;
const results = fileURLToPath(new URL('../../reports/capacity-answers.json', import.meta.url));
const { signal } = new AbortController();

/**
 * The answer of `mapswell plan --limit` beside the entry at which a real process dies, in a control
 * group. Node.js is this one and those that `MAPSWELL_NODES` names (commands, colons between).
 */
export async function run(): Promise<string> {
  const answers: Answer[] = [];
  for (const program of nodePrograms())
    for (const one of nodeCases) answers.push(await onNode(program, one));
  for (const minor of [22, 24, 27]) {
    const go = await findGo({ env: process.env, minor });
    if (go?.minor !== minor) continue;
    for (const one of goCases) answers.push(await onGo(go, one));
  }
  writeFileSync(results, `${JSON.stringify(answers, null, 2)}\n`);
  return tableOf(answers);
}

function nodePrograms(): readonly string[] {
  const others = (process.env['MAPSWELL_NODES'] ?? '').split(':');
  return [process.execPath, ...others.filter((path) => path !== '' && existsSync(path))];
}

async function onNode(program: string, one: Case): Promise<Answer> {
  const nodeArguments = one.flags === undefined ? [] : [one.flags];
  const major = await majorOf(program);
  const { forecast, answerMs } = answerOf('v8', one, major, nodeArguments);
  const fills = await repeated(forecast, async (entries) =>
    measureNodeFill({
      key: one.key,
      value: one.value,
      program,
      nodeArguments,
      limitBytes: one.limitMiB * 2 ** 20,
      entries,
      live: null,
      keySizes: null,
      valueSizes: null,
      signal,
    }),
  );
  return answer(fills, one, forecast, answerMs);
}

async function majorOf(program: string): Promise<number> {
  const { execFileSync } = await import('node:child_process');
  const version = execFileSync(program, ['--version'], { encoding: 'utf8' });
  return Number(version.slice(1).split('.')[0]);
}

async function onGo(go: GoToolchain, one: Case): Promise<Answer> {
  const map = `go1.${go.minor}`;
  if (!isMapModel(map)) throw new Error(`expected a model for ${go.version}`);
  const { forecast, answerMs } = answerOf(map, one, 20, []);
  const fills = await repeated(forecast, async (entries) =>
    fillGoProcess({
      key: one.key,
      value: one.value,
      hint: 0,
      go,
      settings: defaultGoSettings,
      env: process.env,
      limitBytes: one.limitMiB * 2 ** 20,
      entries,
      live: null,
      keySizes: null,
      valueSizes: null,
      signal,
    }),
  );
  return answer(fills, one, forecast, answerMs);
}

function answerOf(
  map: MapModel,
  { key, value, limitMiB }: Case,
  nodeMajor: number,
  nodeArguments: readonly string[],
): { readonly forecast: FillForecast; readonly answerMs: number } {
  const startedMs = performance.now();
  const request = {
    map,
    key,
    value,
    entries: 1e9,
    limitBytes: limitMiB * 2 ** 20,
    keySizes: null,
    valueSizes: null,
    go: defaultGoSettings,
    nodeMajor,
    nodeArguments,
  };
  const { forecast } = planProcess(request, planGrowth(request));
  if (forecast === null) throw new Error('expected a forecast');
  return { forecast, answerMs: performance.now() - startedMs };
}

/** Where the collector may run at any time one death says little: the median of three then. */
async function repeated(
  { lowEntries, highEntries }: FillForecast,
  fill: (entries: number) => Promise<MeasuredFill>,
): Promise<readonly MeasuredFill[]> {
  const entries = Math.ceil(enough * highEntries);
  const fills: MeasuredFill[] = [];
  for (let time = 0; time < (lowEntries === highEntries ? 1 : repeats); time++)
    fills.push(await fill(entries));
  return fills;
}

function answer(
  fills: readonly MeasuredFill[],
  { key, value, limitMiB, flags = '' }: Case,
  { entries, lowEntries, highEntries, endedBy }: FillForecast,
  answerMs: number,
): Answer {
  const [first] = fills;
  if (first === undefined) throw new Error('expected a process');
  const found: Answer = {
    runtime: first.version,
    entry: `${key} -> ${value}`,
    limitBytes: limitMiB * 2 ** 20,
    flags,
    forecast: { entries, lowEntries, highEntries, endedBy },
    answerMs,
    real: fills.map((fill) => fill.entries),
    endedBy: first.endedBy,
    mechanism: first.memory.mechanism,
  };
  process.stderr.write(`${rowOf(found).join('  ')}\n`);
  return found;
}

function rowOf({
  runtime,
  entry,
  limitBytes,
  flags,
  forecast,
  real,
  endedBy,
}: Answer): readonly string[] {
  const { entries, lowEntries, highEntries } = forecast;
  const died = median(real);
  const range =
    lowEntries === highEntries ? '' : `${formatCount(lowEntries)} to ${formatCount(highEntries)}`;
  const isNear = Math.abs(died / entries - 1) <= 0.1;
  const isInside = died >= 0.98 * lowEntries && died <= 1.02 * highEntries;
  return [
    runtime,
    entry.length > 48 ? `${entry.slice(0, 45)}...` : entry,
    `${formatLimitBytes(limitBytes)}${flags === '' ? '' : ` ${flags}`}`,
    formatCount(entries),
    range,
    formatCount(died),
    (died / entries).toFixed(2),
    isNear ? 'within 10 %' : isInside ? 'in the range' : 'off',
    endedBy,
  ];
}

function tableOf(answers: readonly Answer[]): string {
  const titles = [
    'runtime',
    'entry',
    'limit',
    'foretold',
    'range',
    'real',
    'ratio',
    'verdict',
    'ended by',
  ];
  const times = answers.map(({ answerMs }) => answerMs);
  const rows = answers.map(rowOf);
  const count = (verdict: string): number => rows.filter((row) => row[7] === verdict).length;
  return `${textTable(
    titles.map((title) => ({ title })),
    rows,
  )}
${count('within 10 %')} of ${rows.length} within 10 %, ${count('in the range')} more in the range that was said, ${count('off')} off.
An answer takes ${median(times).toFixed(0)} ms (median), a real process many seconds. Limits by ${answers[0]?.mechanism ?? 'nothing'}.
`;
}
