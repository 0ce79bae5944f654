// The kernel beside the real map of every Go that there is, by what is done to them.
import process from 'node:process';
import { textTable } from '../src/cli/text/text-table.ts';
import { findEveryGo } from '../src/lab/subjects/go/find-go.ts';
import type { GoSpeed, SpeedReport, WorkloadSpeed } from '../src/lab/verify/speed/speed-report.ts';
import { type SpeedWorkload, speedWorkloads } from '../src/lab/verify/speed/speed-workloads.ts';
import { verifySpeed } from '../src/lab/verify/speed/verify-speed.ts';
import { isMapModel } from '../src/maps/model/map-model.ts';
import type { BenchRatio } from './bench-ratio.ts';
import { noGo } from './go-program.ts';

/** Pairs of processes; fewer than six bound no median at 95 %. */
const rounds = Number(process.env['MAPSWELL_BENCH_TURNS'] ?? 6);
const entries = 2 ** 18;
const entriesUntilClear = 2 ** 14;

/** Fills and empties one table again and again: what is cleared was written just before. */
const clears: SpeedWorkload = {
  id: 'clears',
  name: `inserts, cleared at every ${entriesUntilClear}th`,
  scenario: {
    purpose: 'Inserts into a map that is cleared again and again',
    key: 'int64',
    value: 'int64',
    guard: 'none',
    phases: [
      {
        name: 'insert and clear',
        operationsPerWriter: entries,
        mix: { insert: 1 },
        keys: { kind: 'sequential' },
        whole: [{ kind: 'clear', every: entriesUntilClear }],
      },
    ],
  },
};

/** `null` where there is no Go of which there is a model. */
async function measure(): Promise<SpeedReport | null> {
  const found = await findEveryGo(process.env);
  const gos = found.filter(({ minor }) => isMapModel(`go1.${minor}`));
  if (gos.length === 0) return null;
  return await verifySpeed({
    env: process.env,
    gos,
    workloads: [...speedWorkloads(entries), clears],
    rounds,
    onDoing: () => undefined,
    onEstimate: () => undefined,
  });
}

/** Every workload with every Go: its operations by the kernel take so many times Go's time. */
export async function ratios(): Promise<readonly BenchRatio[]> {
  const report = await measure();
  return (report?.gos ?? []).flatMap(({ map, workloads }) =>
    workloads.flatMap(({ name, time, pairs }): readonly BenchRatio[] => {
      const { median, low, high } = time?.ratio ?? { median: 0, low: null, high: null };
      return low === null || high === null
        ? []
        : [
            {
              name: `kernel / real map, ${map}, ${name}`,
              better: 'less',
              median,
              low,
              high,
              turns: pairs,
            },
          ];
    }),
  );
}

export async function run(): Promise<string> {
  const report = await measure();
  return report === null ? noGo : `${title(report)}\n${table(report.gos)}`;
}

function title({ load, cpus }: SpeedReport): string {
  return `Real Go / kernel: how many times as long Go takes, median of ${rounds} pairs of processes and its 95 % interval; load ${load.toFixed(1)} on ${cpus} CPUs`;
}

function table(gos: readonly GoSpeed[]): string {
  const [first] = gos;
  if (first === undefined) return '';
  return textTable(
    [{ title: 'Workload' }, ...gos.map(({ go }) => ({ title: go, align: 'right' as const }))],
    first.workloads.map(({ id, name }) =>
      [name].concat(gos.map(({ workloads }) => cellText(workloads.find((each) => each.id === id)))),
    ),
  );
}

/** The other way round than a report has it: the larger, the faster the kernel. */
function cellText(workload: WorkloadSpeed | undefined): string {
  const ratio = workload?.time?.ratio;
  if (ratio === undefined) return workload?.problem ?? 'none';
  const { median, low, high } = ratio;
  const bounds = low === null || high === null ? '' : ` (${timesText(high)} to ${timesText(low)})`;
  return `${timesText(median)}${bounds}`;
}

function timesText(ratio: number): string {
  return (1 / ratio).toFixed(2);
}
