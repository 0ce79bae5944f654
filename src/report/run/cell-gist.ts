import { exactCountsOf } from '../../lab/record/figures/exact-counts-of.ts';
import { leadingOutcome } from '../../lab/record/figures/leading-outcome.ts';
import type { CellRecord } from '../../lab/record/run-record.ts';
import type { Markup } from '../kit/page/html.ts';
import { sparkline } from '../kit/page/sparkline.ts';
import { arenaLimitOf } from './figures/arena-limit-of.ts';
import { type LimitRow, limitRows } from './figures/limit-rows.ts';
import { type Fullness, fullnessOf, type HeadlinePart, headlinePart } from './findings/headline.ts';
import type { RunFinding } from './findings/run-finding.ts';

/** What the first page of a report says of a cell: a small part of its record, which need not be held. */
export interface CellGist {
  readonly id: string;
  readonly purpose: string;
  /** Rounds that were planned. */
  readonly rounds: number;
  /** How it ended, `completed` where nothing is wrong. */
  readonly ending: string;
  readonly spark: Markup | null;
  readonly bytesHeld: number | null;
  readonly bytesPeak: number | null;
  readonly growths: number | null;
  readonly writesPerSecond: number | null;
  readonly yardstickRatio: number | null;
  readonly headline: HeadlinePart;
  readonly fullness: Fullness | null;
  readonly limits: readonly LimitRow[];
  /** `null` where no process ran. */
  readonly applied: { readonly memoryBytes: number | null; readonly cpus: number | null } | null;
  readonly findings: readonly RunFinding[];
}

export function gistOf(record: CellRecord, findings: readonly RunFinding[]): CellGist {
  const { cell, summary } = record;
  const counts = exactCountsOf(record);
  const [first] = [...record.exact, ...record.rounds];
  return {
    id: cell.id,
    purpose: cell.purpose,
    rounds: cell.rounds,
    ending: record.exactAgree === false ? 'counts differ' : leadingOutcome(record).kind,
    spark: counts === null ? null : sparkline(counts.staircase, arenaLimitOf(record)),
    bytesHeld: counts?.stats.bytesHeld ?? null,
    bytesPeak: counts?.stats.bytesPeak ?? null,
    growths: counts && counts.growthEvents.length + counts.growthEventsDropped,
    writesPerSecond: summary.writesPerSecond?.median ?? null,
    yardstickRatio: summary.yardstickRatio?.median ?? null,
    headline: headlinePart(record),
    fullness: fullnessOf(record),
    limits: limitRows([record]),
    applied: first
      ? { memoryBytes: first.limits.memoryBytes.applied, cpus: first.limits.cpus.applied }
      : null,
    findings,
  };
}
