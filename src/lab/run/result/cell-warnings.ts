import type { Cell } from '../../config/cell.ts';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import type { ExactRun, RoundResult } from '../../record/run-record.ts';
import { arenaRemark } from '../plan/arena-limit.ts';

/** What a reader of a cell's figures must know before trusting them. */
export function cellWarnings(
  cell: Cell,
  exact: readonly ExactRun[],
  exactAgree: boolean | null,
  rounds: readonly RoundResult[],
): readonly Warning[] {
  return [
    ...exactWarnings(exactAgree),
    ...limitWarnings(cell, [...exact, ...rounds]),
    ...refusalWarnings([...exact, ...rounds]),
    ...roundWarnings(cell, rounds),
  ];
}

function exactWarnings(exactAgree: boolean | null): readonly Warning[] {
  if (exactAgree !== false) return [];
  return [
    {
      code: 'exact-disagree',
      message:
        'The two exact processes counted differently: the counts of this cell cannot be trusted.',
    },
  ];
}

/** Each remark once: it is the same in every process of a cell. */
function limitWarnings(
  cell: Cell,
  processes: readonly (ExactRun | RoundResult)[],
): readonly Warning[] {
  const remarks = processes.flatMap(({ limits, arenaLimitBytes }) => [
    { limit: 'Memory', remark: limits.memoryBytes.remark },
    { limit: 'Arena', remark: arenaLimitBytes === null ? '' : arenaRemark(cell, arenaLimitBytes) },
    { limit: 'Swap', remark: limits.swapBytes?.remark },
    { limit: 'CPUs', remark: limits.cpus.remark },
    { limit: 'CPU set', remark: limits.cpuSet?.remark },
    { limit: 'Processes', remark: limits.processes?.remark },
  ]);
  const messages = remarks.flatMap(({ limit, remark = '' }) =>
    remark === '' ? [] : `${limit}: ${remark}.`,
  );
  return [...new Set(messages)].map((message) => ({ code: 'limit', message }));
}

/** A target that was refused a process or thread has gone on with fewer. */
function refusalWarnings(processes: readonly (ExactRun | RoundResult)[]): readonly Warning[] {
  const refused = processes.map(({ usage }) => usage.processesRefused ?? 0);
  const most = Math.max(0, ...refused);
  if (most === 0) return [];
  const hit = refused.filter((count) => count > 0).length;
  const message = `The limit of processes refused up to ${most} of them, in ${hit} of ${refused.length} runs of this cell.`;
  return [{ code: 'limit', message }];
}

function roundWarnings(cell: Cell, rounds: readonly RoundResult[]): readonly Warning[] {
  const measured = rounds.filter((round) => round.measurement !== null).length;
  if (measured >= Math.min(3, cell.rounds)) return [];
  return [
    {
      code: 'few-rounds',
      message: `Only ${measured} of ${cell.rounds} timed rounds gave a measurement${reasonOf(rounds)}.`,
    },
  ];
}

/** Why the first round that is no measurement is none, where its outcome does not say it by its name. */
function reasonOf(rounds: readonly RoundResult[]): string {
  const reasons = rounds.flatMap(({ outcome }) => {
    if (outcome.kind === 'invalid') return outcome.reason;
    return outcome.kind === 'failed' ? outcome.message : [];
  });
  return reasons[0] === undefined ? '' : `: ${reasons[0]}`;
}
