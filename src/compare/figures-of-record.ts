import type { CheckedField } from '../record/checked-field.ts';
import type { LatencyHistogram, TimedMeasurement } from '../record/timed-result.ts';
import type { GrowthEvent } from '../map/growth-event.ts';
import {
  cellOf,
  environmentOf,
  growthKinds,
  outcomeKind,
  outcomeOf,
  plainCounts,
} from './read-figures.ts';
import type {
  CellFigures,
  CountFigures,
  ExactFigures,
  RoundFigures,
  RunFigures,
} from './run-figures.ts';

/** The figures of a record, each checked. @throws SandboxError `input` with the path of a bad one */
export function figuresOfRecord(record: CheckedField): RunFigures {
  const configuration = record.at('configuration');
  return {
    id: record.at('id').text(),
    startedAt: record.at('startedAt').text(),
    isComplete: record.at('isComplete').flag(),
    environment: environmentOf(record.at('environment')),
    configuration: {
      seed: configuration.at('seed').count(),
      rounds: configuration.at('rounds').count(),
    },
    yardstick: record
      .at('yardstick')
      .list()
      .map((one) => ({
        round: one.at('round').count(),
        operationsPerSecond: one.at('operationsPerSecond').orNull((field) => field.figure()),
      })),
    cells: record.at('cells').list().map(cellFigures),
  };
}

function cellFigures(field: CheckedField): CellFigures {
  return {
    cell: cellOf(field.at('cell')),
    exact: field.at('exact').list().map(exactFigures),
    exactAgree: field.at('exactAgree').orNull((one) => one.flag()),
    rounds: field.at('rounds').list().map(roundFigures),
  };
}

function exactFigures(field: CheckedField): ExactFigures {
  return {
    outcome: outcomeOf(field.at('outcome')),
    arenaLimitBytes: field.at('arenaLimitBytes').orNull((one) => one.count()),
    counts: field.at('counts').orNull(countFigures),
  };
}

function countFigures(field: CheckedField): CountFigures {
  return {
    ...plainCounts(field),
    growthEvents: field.at('growthEvents').list().map(growthEvent),
    staircase: field
      .at('staircase')
      .list()
      .map((one) => ({
        operation: one.at('operation').count(),
        bytesHeld: one.at('bytesHeld').count(),
      })),
  };
}

function growthEvent(field: CheckedField): GrowthEvent {
  return {
    kind: field.at('kind').oneOf(growthKinds),
    shard: field.at('shard').count(),
    operation: field.at('operation').count(),
    entries: field.at('entries').count(),
    fromBuckets: field.at('fromBuckets').count(),
    toBuckets: field.at('toBuckets').count(),
    bytesBefore: field.at('bytesBefore').count(),
    bytesDuring: field.at('bytesDuring').count(),
    bytesAfter: field.at('bytesAfter').orNull((one) => one.count()),
    writesToFinish: field.at('writesToFinish').orNull((one) => one.count()),
    startNs: null,
    durationNs: null,
  };
}

function roundFigures(field: CheckedField): RoundFigures {
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
      latency: latencyOf(one.at('latency')),
    })),
  };
}

function latencyOf(field: CheckedField): TimedMeasurement['latency'] {
  return {
    normal: histogram(field.at('normal')),
    evacuating: histogram(field.at('evacuating')),
    growing: histogram(field.at('growing')),
  };
}

function histogram(field: CheckedField): LatencyHistogram {
  const { value } = field.at('counts');
  if (!isPairs(value)) throw field.at('counts').refuse('a list of pairs of numbers');
  return {
    subBucketsPerOctave: 64,
    counts: value,
    samples: field.at('samples').count(),
    weight: field.at('weight').count(),
    minNs: field.at('minNs').figure(),
    maxNs: field.at('maxNs').figure(),
  };
}

function isPairs(value: unknown): value is readonly (readonly [number, number])[] {
  return (
    Array.isArray(value) &&
    value.every(
      (pair: unknown) =>
        Array.isArray(pair) &&
        pair.length === 2 &&
        pair.every((one) => typeof one === 'number' && one >= 0),
    )
  );
}
