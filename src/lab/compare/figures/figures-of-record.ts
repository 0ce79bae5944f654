import { latencyBuckets } from '../../record/figures/latency-bucket.ts';
import { CheckedField, isCount } from '../../record/checked-field.ts';
import type { LatencyHistogram } from '../../record/latency-histogram.ts';
import type { RawCell, RawParts } from '../../record/stored/raw-parts.ts';
import type { TimedMeasurement } from '../../record/timed-result.ts';
import { readHistograms } from './latency-figures.ts';
import { appliedLimits } from './read-figures.ts';
import {
  cellOf,
  growthOf,
  headOf,
  outcomeKind,
  outcomeOf,
  plainCounts,
  plainGrowth,
} from './read-figures.ts';
import type {
  CellFigures,
  CountFigures,
  ExactFigures,
  LatencyFigures,
  RoundFigures,
  RunFigures,
} from './run-figures.ts';

/** The figures of a record, each checked. @throws SandboxError `input` with the path of a bad one */
export function figuresOfRecord(record: CheckedField): RunFigures {
  const cells = record.at('cells').list();
  return { ...headFigures(record), cells: cells.map((cell) => cellFigures(cell)) };
}

/** Like `figuresOfRecord`, of the cells of a file one after the other. */
export async function figuresOfParts({
  version,
  head,
  where,
  cells,
}: RawParts): Promise<RunFigures> {
  const document = new CheckedField(head, where);
  const all: CellFigures[] = [];
  const figures = headFigures(document, version === 1 ? undefined : ownEnvironment(document));
  for await (const cell of cells()) all.push(cellFigures(fieldOf(cell)));
  return { ...figures, cells: all };
}

/** Named as it is found in its file: by its place in the list of cells, or by its line. */
function fieldOf({ value, where, index }: RawCell): CheckedField {
  if (index === null) return new CheckedField(value, where);
  const cells = new CheckedField([], where, new CheckedField({}, where), 'cells');
  return new CheckedField(value, where, cells, index);
}

function ownEnvironment(head: CheckedField): CheckedField {
  const index = head.at('environment');
  const found = head.at('environments').list()[index.count()];
  if (found === undefined) throw index.refuse('the place of one of the environments');
  return found;
}

/** All but the cells. @param environment where that stands elsewhere */
export function headFigures(
  record: CheckedField,
  environment?: CheckedField,
): Omit<RunFigures, 'cells'> {
  const head = headOf(record, environment);
  const end = record.at('finishedAt');
  if (Date.parse(end.moment()) < Date.parse(head.startedAt))
    throw end.refuse(`no earlier than startedAt, ${head.startedAt}`);
  return {
    ...head,
    isComplete: record.at('isComplete').flag(),
    yardstick: record
      .at('yardstick')
      .list()
      .map((one) => ({
        round: one.at('round').count(),
        operationsPerSecond: one.at('operationsPerSecond').orNull((field) => field.figure()),
      })),
  };
}

/** How the parts of a cell are read that a record may have elsewhere. */
export interface CellReaders {
  /** The counts of an exact process. */
  readonly countsOf: (counts: CheckedField) => CountFigures;
  /** The latencies of a round. */
  readonly latencyOf: (latency: CheckedField) => LatencyFigures;
}

const plainReaders: CellReaders = {
  countsOf: countFigures,
  latencyOf: (field) => readHistograms(histogramsOf(field)),
};

export function cellFigures(
  field: CheckedField,
  { countsOf, latencyOf }: CellReaders = plainReaders,
): CellFigures {
  const exact: ExactFigures[] = [];
  for (const process of field.at('exact').list())
    exact.push(exactFigures(process, exact, countsOf));
  return {
    cell: cellOf(field.at('cell')),
    exact,
    exactAgree: field.at('exactAgree').orNull((one) => one.flag()),
    rounds: field
      .at('rounds')
      .list()
      .map((one) => roundFigures(one, latencyOf)),
    ...appliedOf(field),
  };
}

/** All processes of a cell have the same limits. */
function appliedOf(field: CheckedField): Pick<CellFigures, 'applied'> {
  const first = field.at('exact').list()[0] ?? field.at('rounds').list()[0];
  return first === undefined ? {} : { applied: appliedLimits(first.at('limits')) };
}

/** @param before processes of the cell, one of which may have counted exactly the same */
function exactFigures(
  field: CheckedField,
  before: readonly ExactFigures[],
  countsOf: (counts: CheckedField) => CountFigures,
): ExactFigures {
  const same = field.at('sameCountsAs');
  return {
    outcome: outcomeOf(field.at('outcome')),
    arenaLimitBytes: field.at('arenaLimitBytes').orNull((one) => one.count()),
    counts: same.value === undefined ? field.at('counts').orNull(countsOf) : countsAt(same, before),
  };
}

function countsAt(field: CheckedField, before: readonly ExactFigures[]): CountFigures {
  const counts = before[field.count()]?.counts;
  if (counts) return counts;
  throw field.refuse('the place of an earlier process with counts');
}

/** What an exact process counted. */
export function countFigures(field: CheckedField): CountFigures {
  return {
    ...plainCounts(field),
    growthEvents: field
      .at('growthEvents')
      .listOf(plainGrowth, (one) => growthOf((name) => one.at(name))),
    staircase: field.at('staircase').listOf(plainStep, (one) => ({
      operation: one.at('operation').count(),
      bytesHeld: one.at('bytesHeld').count(),
    })),
  };
}

function plainStep(step: unknown): CountFigures['staircase'][number] | null {
  const { operation, bytesHeld } = Object(step);
  return isCount(operation) && isCount(bytesHeld) ? { operation, bytesHeld } : null;
}

function roundFigures(field: CheckedField, latencyOf: CellReaders['latencyOf']): RoundFigures {
  const usage = field.at('usage');
  return {
    round: field.at('round').count(),
    outcome: { kind: outcomeKind(field.at('outcome')) },
    usage: {
      cpuSeconds: usage.at('cpuSeconds').figure(),
      peakRssBytes: usage.at('peakRssBytes').count(),
    },
    measurement: field.at('measurement').orNull((one) => ({
      writesPerSecond: one.at('writesPerSecond').figure(),
      // Not the histograms, of which a large record has gigabytes.
      latency: latencyOf(one.at('latency')),
    })),
  };
}

function histogramsOf(field: CheckedField): TimedMeasurement['latency'] {
  return {
    normal: histogram(field.at('normal')),
    evacuating: histogram(field.at('evacuating')),
    growing: histogram(field.at('growing')),
  };
}

function histogram(field: CheckedField): LatencyHistogram {
  const { value } = field.at('counts');
  if (!isPairs(value))
    throw field.at('counts').refuse('a list of pairs, each of a bucket and its weight');
  return { counts: value, ...plainHistogram(field) };
}

/** All of a histogram but its pairs. */
export function plainHistogram(field: CheckedField): Omit<LatencyHistogram, 'counts'> {
  return {
    subBucketsPerOctave: 64,
    samples: field.at('samples').count(),
    weight: field.at('weight').count(),
    minNs: field.at('minNs').figure(),
    maxNs: field.at('maxNs').figure(),
    ...belowOf(field),
  };
}

/** Old records do not say what lies below. */
function belowOf(field: CheckedField): Pick<LatencyHistogram, 'below'> {
  const below = field.at('below');
  if (below.value === undefined) return {};
  return {
    below: { resolutionNs: below.at('resolutionNs').figure(), weight: below.at('weight').count() },
  };
}

/** A record has 100,000 of them: a call for each would cost more than all statistics. */
function isPairs(value: unknown): value is readonly (readonly [number, number])[] {
  if (!Array.isArray(value)) return false;
  const pairs: readonly unknown[] = value;
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) return false;
    const bucket: unknown = pair[0];
    const weight: unknown = pair[1];
    if (typeof bucket !== 'number' || typeof weight !== 'number') return false;
    if (!(bucket >= 0 && bucket < latencyBuckets.count && weight >= 0)) return false;
    if (bucket % 1 !== 0) return false;
  }
  return true;
}
