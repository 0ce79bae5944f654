import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import {
  type Bound,
  isWithin,
  parseBound,
} from '../../config/schema/thresholds/parse-threshold.ts';
import {
  isThresholdFigure,
  type ThresholdUnit,
  thresholdUnits,
} from '../../config/schema/thresholds/thresholds.ts';
import { nodeMajorOf } from '../../record/environment.ts';
import { cellFit, memoryEnd } from '../../record/figures/cell-fit.ts';
import { fitSentence } from '../../record/figures/fit-sentence.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { CellRecord, RunRecord } from '../../record/run-record.ts';
import { readFigure } from './read-figure.ts';
import type { FigureReading, ThresholdVerdict } from './threshold-verdict.ts';

/** A verdict on every threshold of every cell, in the order in which they are written. */
export function judgeThresholds({
  cells,
  yardstick,
  environment,
}: Pick<RunRecord, 'cells' | 'yardstick' | 'environment'>): readonly ThresholdVerdict[] {
  const nodeMajor = nodeMajorOf(environment);
  return cells.flatMap((record) => {
    const { id, thresholds = {} } = record.cell;
    return Object.entries(thresholds).map(([figure, wanted]): ThresholdVerdict => {
      const { kind, message } = isThresholdFigure(figure)
        ? judgeFigure(readFigure(record, yardstick, figure), String(wanted), thresholdUnits[figure])
        : judgeFit(record, wanted === true, nodeMajor);
      return { kind, cell: id, figure, message };
    });
  });
}

type Judged = Pick<ThresholdVerdict, 'kind' | 'message'>;

function judgeFigure(reading: FigureReading, text: string, unit: ThresholdUnit): Judged {
  const bound = parseBound(text, unit);
  if (bound === null) return { kind: 'invalid', message: `"${text}" is no comparison` };
  const wanted = `${bound.relation} ${formatBound(bound.value, unit)}`;
  if (reading.kind === 'missing')
    return { kind: 'invalid', message: `no figure for ${wanted}: ${reading.reason}` };
  const own = formatFigure(reading.value, unit);
  const sentence = `${own}, ${marginText(reading.value, bound, unit)}`;
  const isFine = isWithin(reading.value, bound);
  if (reading.kind === 'exact') return { kind: isFine ? 'pass' : 'fail', message: sentence };
  const { interval, rounds } = reading;
  const ends = [interval.low, interval.high].map((value) => isWithin(value, bound));
  if (ends.every((end) => end === isFine))
    return {
      kind: isFine ? 'pass' : 'fail',
      message: `${sentence} (${rangeText(interval, unit)} at 95 %, ${rounds} rounds)`,
    };
  const why = Number.isFinite(interval.high)
    ? `${rangeText(interval, unit)} at 95 % over ${rounds} rounds holds the bound: more rounds narrow it`
    : `${rounds === 1 ? 'one round has' : `rounds as short as these ${rounds} have`} no interval: more or longer rounds have one`;
  return { kind: 'inconclusive', message: `${own} for ${wanted}, but ${why}` };
}

/** Whether the map of a cell, with what its entries carry, finds room in its limits. */
function judgeFit(record: CellRecord, isWanted: boolean, nodeMajor: number): Judged {
  const { exact, rounds } = record;
  const ended = memoryEnd(record);
  if (ended !== null) {
    const entries = entriesOf(ended);
    const reached = entries === null ? '' : ` at ${formatCount(entries)} entries`;
    return { kind: isWanted ? 'fail' : 'pass', message: `does not fit: ended${reached}` };
  }
  const fit = cellFit(record, nodeMajor);
  if (fit === null) {
    const other = [...exact, ...rounds].find(({ outcome }) => outcome.kind !== 'completed');
    const why =
      other?.outcome.kind ??
      (exact.length + rounds.length === 0 ? 'not run' : 'nothing was counted');
    return { kind: 'invalid', message: `whether it fits is unknown: ${why}` };
  }
  const message = fitSentence(fit);
  // What is not counted may be more than all the rest.
  if (fit.verdict === 'the table alone fits') return { kind: 'invalid', message };
  return { kind: (fit.verdict === 'fits') === isWanted ? 'pass' : 'fail', message };
}

function entriesOf(outcome: Outcome): number | null {
  if (outcome.kind === 'out-of-memory') return outcome.entries;
  return 'last' in outcome ? (outcome.last?.entries ?? null) : null;
}

/** As in `89.7 % below 400 MiB`, from whichever side. */
function marginText(value: number, { value: bound }: Bound, unit: ThresholdUnit): string {
  const limit = formatBound(bound, unit);
  if (value === bound) return `exactly at ${limit}`;
  const distance = Math.abs(value - bound);
  const share = bound === 0 ? 0 : distance / bound;
  if (value > 2 * bound && bound > 0) return `${formatCount(value / bound, 1)} times ${limit}`;
  // Of very little, the figures themselves would look alike; of nearly all, 100 % would not be true.
  const margin =
    share < 0.001
      ? formatFigure(distance, unit)
      : `${Math.min(99.9, share * 100).toFixed(share < 0.1 || share > 0.99 ? 1 : 0)} %`;
  return `${margin} ${value < bound ? 'below' : 'above'} ${limit}`;
}

function rangeText(
  { low, high }: { readonly low: number; readonly high: number },
  unit: ThresholdUnit,
): string {
  return `${formatFigure(low, unit)} to ${formatFigure(high, unit)}`;
}

function formatBound(value: number, unit: ThresholdUnit): string {
  return unit === 'bytes' && Number.isInteger(value)
    ? formatLimitBytes(value)
    : formatFigure(value, unit);
}

function formatFigure(value: number, unit: ThresholdUnit): string {
  switch (unit) {
    case 'bytes':
      return value < 1000 && !Number.isInteger(value)
        ? `${formatCount(value, 1)} B`
        : formatBytes(value);
    case 'time':
      return formatTime(value);
    case 'rate':
      return value < 1e5 ? `${formatCount(value)}/s` : `${formatCount(value / 1e6, 2)} M/s`;
    case 'count':
      return formatCount(value, Number.isInteger(value) ? 0 : 3);
    case 'ratio':
      return formatCount(value, 3);
  }
}

function formatTime(ns: number): string {
  if (ns < 1e3) return `${formatCount(ns)} ns`;
  if (ns < 1e6) return `${formatCount(ns / 1e3, 1)} us`;
  if (ns < 1e9) return `${formatCount(ns / 1e6, 2)} ms`;
  return `${formatCount(ns / 1e9, 2)} s`;
}
