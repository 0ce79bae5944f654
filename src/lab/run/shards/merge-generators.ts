import { defined } from '../../../base/primitives/defined.ts';
import { must } from '../../../base/primitives/must.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { shardName } from '../../../base/primitives/shards/shard.ts';
import type { Cell } from '../../config/cell.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { RoundResult } from '../../record/run-record.ts';
import { requestSchedule } from '../../subjects/http/request-schedule.ts';
import { totalOperations } from '../../workload/total-operations.ts';
import { planRun } from '../plan/plan-run.ts';
import { type PlannedProcess, processKey } from '../plan/planned-process.ts';
import {
  inFixedOrder,
  type MergedAttempts,
  noteOf,
  requireOnePlan,
  standing,
} from './merge-attempts.ts';
import type { ShardAttempt } from './read-shard.ts';
import { type GeneratorShareMeasured, sumGenerators } from './sum-generators.ts';

/** Clocks that certainly differ by more than this give no common start. */
const mostClockMs = 250;

type Round = Extract<PlannedProcess, { kind: 'timed' }>;

/** What one generator gave of a round. */
interface RoundShare {
  readonly name: string;
  readonly run: RoundResult;
  readonly measured: GeneratorShareMeasured | null;
}

/**
 * Puts the generators of one load together: every one has its share of every round. A round of which
 * one is missing is none; one in which a generator was late, or sent another number of requests than it
 * should, is invalid.
 *
 * @throws SandboxError `invalid` where they belong to different plans, naming what differs
 */
export function mergeGenerators(given: readonly ShardAttempt[]): MergedAttempts {
  const attempts = given.toSorted(inFixedOrder);
  const first = requireOnePlan(attempts);
  const { cells, configuration } = first.header;
  const { count } = first.shard;
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const plan = planRun(cells, configuration.seed).filter((planned) => planned.kind === 'timed');
  requireRounds(attempts, plan);
  const byIndex = Array.from({ length: count }, (_, at) =>
    attempts.filter(({ shard }) => shard.index === at + 1),
  );
  const chosen = byIndex.flatMap((ofIndex) => standing(ofIndex) ?? []);
  const problems = byIndex.flatMap((ofIndex, at) => missing(ofIndex, `${at + 1}/${count}`, plan));
  const results = plan.flatMap((planned) => {
    const shares = chosen.flatMap((attempt) => shareOf(attempt, planned) ?? []);
    if (shares.length < count) return [];
    const cell = must(byId.get(planned.cellId), 'a cell of the plan');
    const { run, reasons } = sumRound(cell, shares);
    problems.push(
      ...reasons.map((reason) => `round ${planned.round + 1} of ${planned.cellId}: ${reason}`),
    );
    const result = { kind: 'timed', cellId: planned.cellId, run } as const;
    return [[processKey(planned), { result, attempt: first }] as const];
  });
  const found = new Map(results);
  const others = attempts.filter((attempt) => !chosen.includes(attempt));
  return {
    chosen,
    find: (planned) => found.get(processKey(planned)) ?? null,
    agreeing: 0,
    plan,
    assignment: { count, shardOf: new Map(), loadsMs: chosen.map(() => 0) },
    problems,
    notes: others.map((other) =>
      noteOf(
        must(
          chosen.find(({ shard }) => shard.index === other.shard.index),
          'an attempt that stands',
        ),
        other,
      ),
    ),
  };
}

function requireRounds(attempts: readonly ShardAttempt[], plan: readonly Round[]): void {
  const keys = new Set(plan.map(processKey));
  for (const { results, path } of attempts)
    for (const key of results.keys())
      if (!keys.has(key))
        throw new SandboxError('invalid', `${path} holds ${key}, which is no round of the load`);
}

function missing(
  attempts: readonly ShardAttempt[],
  name: string,
  plan: readonly Round[],
): readonly string[] {
  const stands = standing(attempts);
  if (stands === undefined)
    return [`generator ${name} is missing: no round is whole without its requests`];
  const left = plan.map(processKey).filter((key) => !stands.results.has(key));
  if (left.length > 0)
    return [
      `generator ${name} is not whole: ${left.length} of ${plan.length} rounds are missing, the first is ${left[0] ?? ''} (${stands.path})`,
    ];
  return stands.isComplete
    ? []
    : [`generator ${name} was cut off before its last line (${stands.path})`];
}

function shareOf(attempt: ShardAttempt, planned: Round): RoundShare | null {
  const result = attempt.results.get(processKey(planned));
  if (result?.kind !== 'timed') return null;
  const { run, part } = result;
  const measurement = run.measurement ?? run.doubtful;
  const http = measurement?.http;
  const measured =
    measurement === undefined || http === undefined || part === undefined
      ? null
      : { measurement, http, part };
  return { name: shardName(attempt.shard), run, measured };
}

/** The round that all generators together made, and why it is none. */
function sumRound(
  cell: Cell,
  shares: readonly RoundShare[],
): { readonly run: RoundResult; readonly reasons: readonly string[] } {
  const { doubtful: _, ...base } = must(shares[0], 'a share').run;
  const measured = shares.flatMap((share) => share.measured ?? []);
  const reasons = [
    ...shares.flatMap(({ name, run, measured: own }) =>
      own === null || run.measurement === null
        ? [`generator ${name}: ${reasonOf(run.outcome)}`]
        : [],
    ),
    ...clockReasons(shares),
  ];
  if (measured.length < shares.length) {
    const outcome = { kind: 'invalid', reason: reasons.join('; ') } as const;
    return { run: { ...base, measurement: null, outcome }, reasons };
  }
  const sum = sumGenerators(measured);
  const ended = shares.find(({ run }) => run.outcome.kind !== 'completed')?.run.outcome;
  if (reasons.length === 0 && ended === undefined) reasons.push(...countReasons(cell, measured));
  if (reasons.length === 0)
    return {
      run: { ...base, measurement: sum, outcome: ended ?? { kind: 'completed' } },
      reasons,
    };
  const outcome = { kind: 'invalid', reason: reasons.join('; ') } as const;
  return { run: { ...base, measurement: null, outcome, ...defined({ doubtful: sum }) }, reasons };
}

function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'invalid') return outcome.reason;
  return outcome.kind === 'failed' ? outcome.message : outcome.kind;
}

/** Where clocks differ for certain, the moments of a start in common were not the same. */
function clockReasons(shares: readonly RoundShare[]): readonly string[] {
  const clocks = shares.flatMap(({ name, measured }) => {
    const clock = measured?.part.clock ?? null;
    return clock === null ? [] : [{ name, ...clock }];
  });
  const [first] = clocks;
  if (first === undefined) return [];
  return clocks.slice(1).flatMap(({ name, lowMs, highMs }) => {
    const apartMs = Math.max(lowMs - first.highMs, first.lowMs - highMs);
    return apartMs > mostClockMs
      ? [
          `generator ${name}: its clock is at least ${Math.round(apartMs)} ms beside that of generator ${first.name} (at most ${mostClockMs} ms)`,
        ]
      : [];
  });
}

/** Every request of the schedule was sent by one of them, and every one that was sent came to an end. */
function countReasons(cell: Cell, shares: readonly GeneratorShareMeasured[]): readonly string[] {
  const planned = plannedRequests(cell);
  const sent = shares.reduce((sum, { http }) => sum + (http.generator.lateness?.samples ?? 0), 0);
  const ended = shares.reduce((sum, { http }) => sum + http.requests + http.errors, 0);
  return sent === planned && ended === planned
    ? []
    : [`${planned} requests were due, ${sent} sent and ${ended} answered or given up`];
}

function plannedRequests(cell: Cell): number {
  const most = totalOperations(cell.workload);
  const { rate } = cell;
  if (rate === undefined || cell.http?.durationSeconds === undefined) return most;
  const next = requestSchedule(cell, rate);
  let requests = 0;
  while (requests < most && next() !== null) requests += 1;
  return requests;
}
