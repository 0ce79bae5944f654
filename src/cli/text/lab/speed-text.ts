import type {
  GoSpeed,
  SpeedFigure,
  SpeedRatio,
  SpeedReport,
  WorkloadSpeed,
} from '../../../lab/verify/speed/speed-report.ts';
import { wasBusy } from '../../../lab/verify/speed/was-busy.ts';
import { terminalText } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

/** What `mapswell verify --speed` prints. */
export function speedText(report: SpeedReport): string {
  const { environment, cpus, load, rounds } = report;
  const { cpuModel, node, mapswell } = environment;
  const busy = wasBusy(report)
    ? `The machine was busy: ${load.toFixed(1)} tasks wanted to run on ${cpus} CPUs. On a quiet one the ratios may be others.`
    : null;
  return [
    ...report.gos.map((go) => goText(go)),
    'Times are medians over processes, a ratio is reference / Go within pairs: above 1 the reference map is slower. In',
    'brackets the 95 % interval of its median. The reference draws its operations within its time, Go has them drawn',
    'before; its garbage collector runs within. "any": real Go does not tell the state of this map.',
    ...(busy === null ? [] : [busy]),
    ...(report.isComplete ? [] : ['Interrupted: this is what had been measured.']),
    terminalText(
      `For ${cpuModel}, ${cpus} CPUs, Node ${node}, mapswell ${mapswell}; ${rounds} rounds, ${report.measuredAt}.`,
    ),
    '',
  ].join('\n');
}

function goText({ go, map, workloads }: GoSpeed): string {
  const problems = workloads.flatMap(({ name, problem }) =>
    problem === null ? [] : [`${name}: ${terminalText(problem)}\n`],
  );
  return `The reference map ${terminalText(map)} beside ${terminalText(go)}\n${timeTable(workloads)}\n${latencyTable(workloads)}${problems.join('')}`;
}

function timeTable(workloads: readonly WorkloadSpeed[]): string {
  return textTable(
    [
      { title: 'Workload' },
      { title: 'Reference', align: 'right' },
      { title: 'of it drawing', align: 'right' },
      { title: 'Go', align: 'right' },
      { title: 'Reference / Go' },
      { title: 'Pairs', align: 'right' },
    ],
    workloads.map(({ name, time, drawingNs, pairs }) => [
      name,
      ...(time === null ? ['none', '', '', ''] : timeCells(time, drawingNs)),
      String(pairs),
    ]),
  );
}

function timeCells({ referenceNs, goNs, ratio }: SpeedFigure, drawingNs: number): string[] {
  return [nsText(referenceNs), nsText(drawingNs), nsText(goNs), ratioText(ratio)];
}

function latencyTable(workloads: readonly WorkloadSpeed[]): string {
  return textTable(
    [
      { title: 'Latency' },
      { title: 'State' },
      { title: 'p50', align: 'right' },
      { title: 'Go', align: 'right' },
      { title: 'Reference / Go' },
      { title: 'p99', align: 'right' },
      { title: 'Go', align: 'right' },
      { title: 'Reference / Go' },
    ],
    workloads.flatMap(({ name, latency }) =>
      latency.map(({ state, p50, p99 }) => [name, state, ...figureCells(p50), ...figureCells(p99)]),
    ),
  );
}

function figureCells(figure: SpeedFigure | null): readonly string[] {
  if (figure === null) return ['-', '-', ''];
  return [nsText(figure.referenceNs), nsText(figure.goNs), ratioText(figure.ratio)];
}

function ratioText({ median, low, high }: SpeedRatio): string {
  const interval =
    low === null || high === null ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return `${median.toFixed(2)}${interval}`;
}

function nsText(ns: number): string {
  if (ns < 1000) return `${ns < 100 ? ns.toFixed(1) : ns.toFixed(0)} ns`;
  return ns < 1e6 ? `${(ns / 1000).toFixed(1)} µs` : `${(ns / 1e6).toFixed(1)} ms`;
}
