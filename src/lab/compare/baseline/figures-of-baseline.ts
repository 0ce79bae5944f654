import type { CheckedField } from '../../record/checked-field.ts';
import type { GrowthEvent } from '../../../maps/model/growth-event.ts';
import type { Acceptance, Baseline } from './baseline.ts';
import { baselineKind, baselineVersion } from './baseline.ts';
import {
  cellOf,
  growthOf,
  headOf,
  outcomeKinds,
  outcomeOf,
  plainCounts,
} from '../figures/read-figures.ts';
import type {
  CellFigures,
  CountFigures,
  RoundFigures,
  RunFigures,
} from '../figures/run-figures.ts';
import type { ExactValue } from '../verdict/verdict.ts';

/** A baseline from its file, each figure checked. @throws SandboxError `input` with the path */
export function figuresOfBaseline(document: CheckedField): Baseline {
  const [first, second, ...others] = document.at('batches').list();
  if (first === undefined || second === undefined || others.length > 0)
    throw document.at('batches').refuse('two batches');
  const cells = document.at('cells').list();
  return {
    kind: baselineKind,
    version: baselineVersion,
    batches: [batchFigures(first, cells, 0), batchFigures(second, cells, 1)],
    acceptances: document.at('acceptances').list().map(acceptance),
    warnings: document
      .at('warnings')
      .list()
      .map((one) => ({ code: one.at('code').text(), message: one.at('message').text() })),
  };
}

function batchFigures(
  batch: CheckedField,
  cells: readonly CheckedField[],
  index: 0 | 1,
): RunFigures {
  const yardstick = batch.at('yardstick');
  const speeds = column(yardstick, 'operationsPerSecond', (one) => one.figuresOrNulls());
  return {
    ...headOf(batch),
    // A run that was cut off makes no baseline.
    isComplete: true,
    yardstick: rows(yardstick, 'round', (round, row) => ({
      round,
      operationsPerSecond: speeds(row),
    })),
    cells: cells.map((cell) => cellFigures(cell, index)),
  };
}

function cellFigures(field: CheckedField, batch: 0 | 1): CellFigures {
  const exact = field.at('exact').orNull((one) => ({
    outcome: outcomeOf(one.at('outcome')),
    arenaLimitBytes: one.at('arenaLimitBytes').orNull((limit) => limit.count()),
    counts: countFigures(one.at('counts')),
  }));
  const rounds = field.at('rounds').list()[batch];
  if (rounds === undefined) throw field.at('rounds').refuse('the rounds of two batches');
  return {
    cell: cellOf(field.at('cell')),
    // Two processes agreed on them, in both batches.
    exact: exact === null ? [] : [exact, exact],
    exactAgree: exact === null ? null : true,
    rounds: roundFigures(rounds),
    ...appliedIn(field.at('applied')),
  };
}

/** Older baselines do not say. */
function appliedIn(field: CheckedField): Pick<CellFigures, 'applied'> {
  if (field.value === undefined || field.value === null) return {};
  const limit = (name: string): number | null => field.at(name).orNull((one) => one.figure());
  return { applied: { memoryBytes: limit('memoryBytes'), cpus: limit('cpus') } };
}

function countFigures(field: CheckedField): CountFigures {
  const stairs = field.at('staircase');
  const bytesHeld = column(stairs, 'bytesHeld', (one) => one.counts());
  return {
    ...plainCounts(field),
    growthEvents: growthEvents(field.at('growthEvents')),
    staircase: rows(stairs, 'operation', (operation, row) => ({
      operation,
      bytesHeld: bytesHeld(row),
    })),
  };
}

function growthEvents(table: CheckedField): readonly GrowthEvent[] {
  const columns = new Map<string, (row: number) => CheckedField>();
  const at = (name: string, row: number): CheckedField => {
    const read = columns.get(name) ?? column(table, name, (one) => one.list());
    columns.set(name, read);
    return read(row);
  };
  return rows(table, 'operation', (_, row) => growthOf((name) => at(name, row)));
}

function roundFigures(field: CheckedField): readonly RoundFigures[] {
  const figures = (name: string) => column(field, name, (one) => one.figuresOrNulls());
  const outcomes = field.at('outcome').list();
  const writesPerSecond = figures('writesPerSecond');
  const p50 = figures('latencyP50Ns');
  const p99 = figures('latencyP99Ns');
  const resolution = laterFigures(field, 'latencyResolutionNs');
  const share = laterFigures(field, 'latencyShareBelow');
  const cpuSeconds = figures('cpuSeconds');
  const peakRssBytes = figures('peakRssBytes');
  return rows(field, 'round', (round, row) => {
    const speed = writesPerSecond(row);
    const resolutionNs = resolution(row);
    const latency = {
      p50: p50(row),
      p99: p99(row),
      ...(resolutionNs === null ? {} : { below: { resolutionNs, share: share(row) ?? 0 } }),
    };
    return {
      round,
      outcome: { kind: (outcomes[row] ?? field.at('outcome')).oneOf(outcomeKinds) },
      usage: { cpuSeconds: cpuSeconds(row) ?? 0, peakRssBytes: peakRssBytes(row) ?? 0 },
      measurement: speed === null ? null : { writesPerSecond: speed, latency },
    };
  });
}

/** A column that older baselines do not have. */
function laterFigures(table: CheckedField, name: string): (row: number) => number | null {
  if (table.at(name).value === undefined) return () => null;
  return column(table, name, (one) => one.figuresOrNulls());
}

/** One value for each item of the column that counts the rows. */
function rows<Row>(
  table: CheckedField,
  name: string,
  make: (value: number, row: number) => Row,
): readonly Row[] {
  return table.at(name).counts().map(make);
}

/** Reads one column of a table, by row. A column that is too short is an error, not a gap. */
function column<Value>(
  table: CheckedField,
  name: string,
  read: (field: CheckedField) => readonly Value[],
): (row: number) => Value {
  const field = table.at(name);
  const values = read(field);
  return (row) => {
    const value = values[row];
    if (value === undefined) throw field.refuse(`a list of at least ${row + 1}`);
    return value;
  };
}

function acceptance(field: CheckedField): Acceptance {
  return {
    cell: field.at('cell').text(),
    metric: field.at('metric').text(),
    from: exactValue(field.at('from')),
    to: exactValue(field.at('to')),
    reason: field.at('reason').text(),
    at: field.at('at').text(),
  };
}

function exactValue(field: CheckedField): ExactValue {
  return typeof field.value === 'string' ? field.value : field.figure();
}
