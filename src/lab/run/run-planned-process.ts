import { fileURLToPath } from 'node:url';
import { bundledProgram } from '../../base/primitives/bundled-program.ts';
import type { Cell } from '../config/cell.ts';
import type { Limits } from '../config/schema/limits.ts';
import { defined } from '../../base/primitives/defined.ts';
import { parseWholeNumber } from '../../base/primitives/quantities/parse-whole-number.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { showValue } from '../../base/primitives/errors/show-value.ts';
import type { LastState } from '../record/outcome.ts';
import { runChild } from '../sandbox/child/start-child.ts';
import type { CellJob } from '../subjects/cell-job.ts';
import { type FinalMessage, readCellMessage } from '../subjects/read-cell-message.ts';
import type { GeneratorShare } from '../subjects/http/generator-part.ts';
import { arenaLimitBytes } from './plan/arena-limit.ts';
import { makeProcessResult } from './result/make-process-result.ts';
import { lateCause } from './result/late-cause.ts';
import type { PlannedProcess } from './plan/planned-process.ts';
import type { ProcessResult } from './journal/process-result.ts';
import { runServiceChild } from './run-service-child.ts';
import { TaskCount } from '../sandbox/machine/task-count.ts';

/** What every process of a run shares. */
export interface ProcessContext {
  readonly cells: ReadonlyMap<string, Cell>;
  readonly limits: Limits;
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Bytes that the map may hold, instead of what the limits of its cell leave. */
  readonly arenaLimitBytes?: number;
  /** Bytes that what the sandbox writes down of a sync.Map may take beside those. @default 0 */
  readonly booksBytes?: number;
  /** What a process at a place of the plan is for one of several generators; absent: it is all. */
  readonly shareAt?: (position: number) => GeneratorShare;
  /** The program that loads the cells. @default that of this mapswell */
  readonly cellProcess?: string;
}

/** Fixed work of the yardstick, large enough that starting the process does not matter to it. */
const yardstickOperations = 200_000;
/** Tests of what is around it take less: it is most of what a small run computes. */
const yardstickVariable = 'MAPSWELL_YARDSTICK_OPERATIONS';
const yardstickTimeLimitMs = 60_000;

const thisCellProcess = fileURLToPath(
  bundledProgram(new URL('../subjects/cell-process.js', import.meta.url)),
);

/**
 * Runs one planned process in a fresh child inside its limits. Whatever becomes of the child is a
 * result; only an interrupt gives `null`, because the process has to run again.
 */
export async function runPlannedProcess(
  planned: PlannedProcess,
  position: number,
  context: ProcessContext,
): Promise<ProcessResult | null> {
  const cell = planned.kind === 'yardstick' ? null : cellOf(planned.cellId, context);
  const timeLimitMs = cell?.timeLimitMs ?? yardstickTimeLimitMs;
  const arenaLimit =
    cell === null || !hasArena(cell) ? null : (context.arenaLimitBytes ?? arenaLimitBytes(cell));
  const tasks = new TaskCount();
  let last: LastState | null = null;
  let final: FinalMessage | null = null;
  const { signal } = context;
  const onMessage = (message: unknown): void => {
    const said = readCellMessage(message);
    // What the machine does while the cell works is the likeliest cause of a rate that is not kept.
    if (cell?.rate !== undefined) tasks.look();
    if (said.kind === 'state') last = said.state;
    else final = said;
  };
  const share = context.shareAt?.(position);
  const isService = cell?.target === 'http' && planned.kind === 'timed';
  const child = isService
    ? await runServiceChild({
        cell,
        arenaLimit,
        timeLimitMs,
        signal,
        onMessage,
        ...defined({ share }),
      })
    : await runChild({
        modulePath: context.cellProcess ?? thisCellProcess,
        job: makeJob(planned, cell, arenaLimit, context),
        limits: cell?.limits ?? context.limits,
        timeLimitMs,
        nodeArguments: cell?.nodeArguments ?? [],
        signal,
        onMessage,
      });
  if (child.ending.kind === 'killed' && child.ending.by === 'interrupt') return null;
  const ended = { planned, position, child, final, last, timeLimitMs, arenaLimit };
  if (cell?.rate === undefined) return makeProcessResult(ended);
  const { rate, workload, limits } = cell;
  return makeProcessResult({
    ...ended,
    late: (doubtful, usage) =>
      lateCause({
        rate,
        writers: workload.writers,
        cpus: limits.cpus,
        doubtful,
        usage,
        tasks,
        ...defined({ generators: share?.count }),
      }),
  });
}

/** Where there is a map of ours: in the cell's own process, or behind a service that it starts. */
function hasArena({ target, http }: Cell): boolean {
  return target === 'reference' || (target === 'http' && http?.url === undefined);
}

function cellOf(id: string, context: ProcessContext): Cell {
  const cell = context.cells.get(id);
  if (cell === undefined) throw new SandboxError('internal', `the plan names no cell ${id}`);
  return cell;
}

/** @throws SandboxError `usage` for a variable that is no whole number above 0 */
export function operationsOfYardstick(env: Readonly<Record<string, string | undefined>>): number {
  const text = env[yardstickVariable];
  if (text === undefined) return yardstickOperations;
  const parsed = parseWholeNumber(text, 1n);
  if ('value' in parsed && parsed.value > 0) return parsed.value;
  throw new SandboxError(
    'usage',
    `${yardstickVariable}: expected a whole number above 0, got ${showValue(text)}`,
  );
}

function makeJob(
  planned: PlannedProcess,
  cell: Cell | null,
  arenaLimit: number | null,
  { seed, booksBytes = 0 }: ProcessContext,
): CellJob {
  if (cell === null || planned.kind === 'yardstick')
    return { kind: 'yardstick', operations: operationsOfYardstick(process.env), seed };
  // One process of a cell is enough for what is the same in all.
  const isFirst = planned.kind === 'exact' ? planned.repeat === 1 : planned.round === 0;
  const weighsHeap = planned.kind === 'exact' && isFirst;
  return {
    kind: planned.kind,
    cell,
    arenaLimitBytes: arenaLimit,
    booksBytes,
    weighsHeap,
    countsKeys: isFirst,
  };
}
