import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { seededRandom } from '../../../base/primitives/seeded-random.ts';
import { shuffled } from '../../../base/primitives/shuffled.ts';
import { median } from '../../../base/stats/median.ts';
import { isMapModel, type MapModel } from '../../../maps/model/map-model.ts';
import { collectEnvironment } from '../../record/collect-environment.ts';
import { machineCpus } from '../../sandbox/machine/machine-cpus.ts';
import type { GoToolchain } from '../../subjects/go/go-toolchain.ts';
import { prepareGoCells } from '../../subjects/go/prepare-go-cells.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import type { VerifyListener } from '../verification.ts';
import { drawingTime } from './drawing-time.ts';
import { measureSpeedSide } from './measure-speed-side.ts';
import { type SpeedCells, speedCells, type SpeedSideName, tellsState } from './speed-cells.ts';
import type { SpeedReport, WorkloadSpeed } from './speed-report.ts';
import { type SpeedWorkload, speedWorkloads } from './speed-workloads.ts';
import { latencyFigures, type SpeedPair, timeFigure } from './summarise-speed.ts';

/** What to measure the speed on. */
export interface SpeedOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Real maps of these toolchains, each beside the reference map of its version. */
  readonly gos: readonly GoToolchain[];
  readonly workloads?: readonly SpeedWorkload[];
  /** Pairs of processes of each workload. @default as many as fit into some minutes */
  readonly rounds?: number;
  /** As few as give an interval. @default false */
  readonly isQuick?: boolean;
  readonly onDoing: VerifyListener;
  /** Told before it begins how many rounds it takes, and how many seconds by the pace of a sample. */
  readonly onEstimate: (rounds: number, seconds: number) => void;
  readonly signal?: AbortSignal;
}

/** A median has an interval from six pairs on. Even, so that each side comes first as often as the other. */
const leastRounds = 6;
const mostRounds = 12;
const wantedSeconds = 180;
const orderSeed = 1;

/**
 * Times the reference maps beside real Go, each process fresh, the sides in alternating turns: in
 * every round the workloads in random order, in the next one in the reverse of it, and the side that
 * comes first changes. An interruption ends it with what was measured, where that is something.
 *
 * @throws SandboxError `usage` for a Go of which there is no model, `environment` where nothing was measured
 */
export async function verifySpeed(options: SpeedOptions): Promise<SpeedReport> {
  const { gos, onDoing, signal } = options;
  const cpus = machineCpus().length;
  const workloads = options.workloads ?? speedWorkloads();
  const trials = gos.flatMap((go) =>
    workloads.map((workload) => new Trial(go, speedCells(workload, modelOf(go), cpus))),
  );
  onDoing('building the programs of real Go');
  for (const go of gos) {
    const cells = trials.filter((trial) => trial.go === go).map((trial) => trial.cells.go);
    await prepareGoCells(cells, { ...options.env, MAPSWELL_GO: go.program }, signal);
  }
  signal?.throwIfAborted();
  const rounds = options.rounds ?? (await planRounds(trials, options));
  const loads = await measureRounds(trials, rounds, options);
  if (trials.every(({ pairs }) => pairs.length === 0)) {
    signal?.throwIfAborted();
    throw new SandboxError(
      'environment',
      `expected a process of each side to measure, got: ${trials.find(({ problem }) => problem !== null)?.problem ?? 'nothing'}`,
    );
  }
  const { cpuModel, cores, platform, arch, node, mapswell } = collectEnvironment();
  return {
    measuredAt: new Date().toISOString(),
    environment: { cpuModel, cores, platform, arch, node, mapswell },
    cpus,
    load: median(loads),
    rounds,
    isComplete: !isAborted(signal),
    gos: gos.map((go) => ({
      go: go.version,
      map: modelOf(go),
      workloads: trials.filter((trial) => trial.go === go).map((trial) => trial.figures()),
    })),
  };
}

function modelOf({ minor, version }: GoToolchain): MapModel {
  const model = `go1.${minor}`;
  if (isMapModel(model)) return model;
  throw new SandboxError('usage', `expected a Go of which there is a model, got ${version}`);
}

/** Asked anew: it changes while a process runs. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** One workload on the map of one Go, with the pairs that were measured. */
class Trial {
  readonly go: GoToolchain;
  readonly cells: SpeedCells;
  readonly pairs: SpeedPair[] = [];
  problem: string | null = null;

  constructor(go: GoToolchain, cells: SpeedCells) {
    this.go = go;
    this.cells = cells;
  }

  /** One process of each side; `null` where one gave nothing. */
  async pair(isGoFirst: boolean, signal?: AbortSignal): Promise<SpeedPair | null> {
    const first = isGoFirst ? 'go' : 'reference';
    const one = await this.#measure(first, signal);
    const other = one === null ? null : await this.#measure(isGoFirst ? 'reference' : 'go', signal);
    if (one === null || other === null) return null;
    return isGoFirst ? { go: one, reference: other } : { reference: one, go: other };
  }

  figures(): WorkloadSpeed {
    const { cells, pairs, problem } = this;
    const { workload, reference, fill } = cells;
    return {
      id: workload.id,
      name: workload.name,
      operations: totalOperations(reference.workload),
      fillOperations: fill === null ? 0 : totalOperations(fill),
      pairs: pairs.length,
      time: timeFigure(pairs),
      drawingNs: drawingTime(reference),
      latency: latencyFigures(pairs, tellsState(cells.go)),
      problem,
    };
  }

  async #measure(
    side: SpeedSideName,
    signal: AbortSignal | undefined,
  ): Promise<SpeedPair[SpeedSideName] | null> {
    if (isAborted(signal)) return null;
    const { go, cells } = this;
    const context = signal === undefined ? { go } : { go, signal };
    const measured = await measureSpeedSide(cells[side], cells.fill, context);
    if (measured.kind === 'measured') {
      const { iterations, latency } = measured.measurement;
      return { iterations, latency };
    }
    if (!isAborted(signal))
      this.problem ??= `${side === 'go' ? go.version : 'the reference map'}: ${measured.reason}`;
    return null;
  }
}

/** As many rounds as fit, by the pace of the first workload and the last, which is thrown away. */
async function planRounds(
  trials: readonly Trial[],
  { isQuick = false, onDoing, onEstimate, signal }: SpeedOptions,
): Promise<number> {
  onDoing('measuring two workloads to see how long the whole takes');
  const sample = [...new Set([...trials.slice(0, 1), ...trials.slice(-1)])];
  const startMs = performance.now();
  for (const trial of sample) await trial.pair(false, signal);
  signal?.throwIfAborted();
  const pairSeconds = (performance.now() - startMs) / 1000 / sample.length;
  const roundSeconds = pairSeconds * trials.length;
  const wanted = 2 * Math.round(wantedSeconds / roundSeconds / 2);
  const rounds = isQuick ? leastRounds : Math.min(mostRounds, Math.max(leastRounds, wanted));
  onEstimate(rounds, rounds * roundSeconds);
  return rounds;
}

/** @returns tasks that wanted to run, looked at in every round */
async function measureRounds(
  trials: readonly Trial[],
  rounds: number,
  { onDoing, signal }: SpeedOptions,
): Promise<readonly number[]> {
  const random = seededRandom(orderSeed);
  const loads: number[] = [];
  let order: readonly Trial[] = trials;
  for (let round = 0; round < rounds && !isAborted(signal); round++) {
    order = round % 2 === 0 ? shuffled(trials, random) : order.toReversed();
    for (const trial of order) {
      const { workload } = trial.cells;
      onDoing(`round ${round + 1} of ${rounds}: ${workload.name}, ${trial.go.version}`);
      const isGoFirst = (round + trials.indexOf(trial)) % 2 === 1;
      const pair = await trial.pair(isGoFirst, signal);
      if (pair !== null) trial.pairs.push(pair);
    }
    loads.push(loadavg()[0] ?? 0);
  }
  return loads;
}
