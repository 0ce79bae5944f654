import { operationCounts } from '../../workload/operation-kinds.ts';
import { keysOf } from '../../../base/primitives/keys-of.ts';
import type { Cell } from '../../config/cell.ts';
import { cellTargets } from '../../config/schema/scenario.ts';
import { type GrowthEvent, growthKinds } from '../../../maps/model/growth-event.ts';
import { type CheckedField, isCount } from '../../record/checked-field.ts';
import type { Environment } from '../../record/environment.ts';
import type { Outcome } from '../../record/outcome.ts';
import type { AppliedLimits, CountFigures, RunFigures } from './run-figures.ts';

// What records and baselines have in common. Only what a comparison looks at is checked: the whole
// schema of a record costs more to load than everything else that a comparison does.

function environmentOf(field: CheckedField): Environment {
  return {
    cpuModel: field.at('cpuModel').text(),
    cores: field.at('cores').count(),
    memoryBytes: field.at('memoryBytes').count(),
    platform: field.at('platform').text(),
    arch: field.at('arch').text(),
    osRelease: field.at('osRelease').text(),
    node: field.at('node').text(),
    v8: field.at('v8').text(),
    mapswell: field.at('mapswell').text(),
  };
}

/**
 * What a run says of itself, in a record as in a batch of a baseline.
 *
 * @param environment where that stands elsewhere
 */
export function headOf(
  run: CheckedField,
  environment: CheckedField = run.at('environment'),
): Pick<RunFigures, 'id' | 'startedAt' | 'environment' | 'configuration'> {
  const configuration = run.at('configuration');
  return {
    id: run.at('id').text(),
    startedAt: run.at('startedAt').moment(),
    environment: environmentOf(environment),
    configuration: {
      seed: configuration.at('seed').count(),
      rounds: configuration.at('rounds').count(),
    },
  };
}

/** From a report of limits, where each has its applied value. */
export function appliedLimits(report: CheckedField): AppliedLimits {
  const applied = (name: string): number | null =>
    report
      .at(name)
      .at('applied')
      .orNull((one) => one.figure());
  return { memoryBytes: applied('memoryBytes'), cpus: applied('cpus') };
}

/** @param at the member of that name of one growth, from wherever it is kept */
export function growthOf(at: (name: string) => CheckedField): GrowthEvent {
  return {
    kind: at('kind').oneOf(growthKinds),
    shard: at('shard').count(),
    operation: at('operation').count(),
    entries: at('entries').count(),
    fromBuckets: at('fromBuckets').count(),
    toBuckets: at('toBuckets').count(),
    bytesBefore: at('bytesBefore').count(),
    bytesDuring: at('bytesDuring').count(),
    bytesAfter: at('bytesAfter').orNull((one) => one.count()),
    writesToFinish: at('writesToFinish').orNull((one) => one.count()),
    startNs: null,
    durationNs: null,
  };
}

/** The same of a growth as it stands in a record; `null` where something of it is not as it must be. */
export function plainGrowth(growth: unknown): GrowthEvent | null {
  const { shard, operation, entries, fromBuckets, toBuckets } = Object(growth);
  const { kind: name, bytesBefore, bytesDuring, bytesAfter, writesToFinish } = Object(growth);
  const kind = growthKinds.find((one) => one === name);
  if (kind === undefined || !isCount(shard) || !isCount(operation) || !isCount(entries))
    return null;
  if (!isCount(fromBuckets) || !isCount(toBuckets)) return null;
  if (!isCount(bytesBefore) || !isCount(bytesDuring)) return null;
  if (!isCountOrNull(bytesAfter) || !isCountOrNull(writesToFinish)) return null;
  return {
    kind,
    shard,
    operation,
    entries,
    fromBuckets,
    toBuckets,
    bytesBefore,
    bytesDuring,
    bytesAfter,
    writesToFinish,
    startNs: null,
    durationNs: null,
  };
}

function isCountOrNull(value: unknown): value is number | null {
  return value === null || isCount(value);
}

/** The cell as it stands, so that a comparison sees every key of it; what code looks into is checked. */
export function cellOf(field: CheckedField): Cell {
  field.at('id').text();
  field.at('scenario').text();
  field.at('purpose').text();
  field.at('guard').text();
  field.at('target').oneOf(cellTargets);
  field.at('latencySampleInterval').count();
  const workload = field.at('workload');
  workload.at('writers').count();
  for (const phase of workload.at('phases').list()) {
    phase.at('name').text();
    phase.at('operationsPerWriter').count();
    phase.at('keys').at('kind').text();
    for (const kind of ['insert', 'update', 'delete', 'lookup'])
      if (phase.at('mix').has(kind)) phase.at('mix').at(kind).figure();
  }
  const { value } = field;
  if (isCell(value)) return value;
  throw field.refuse('a cell');
}

function isCell(value: unknown): value is Cell {
  return typeof value === 'object' && value !== null;
}

/** Only where the map came to an end do the figures of an outcome matter; the others are their kind. */
export function outcomeOf(field: CheckedField): Outcome {
  const kind = outcomeKind(field);
  if (kind === 'map-full')
    return {
      kind,
      message: '',
      operation: field.at('operation').orNull((one) => one.count()),
      last: null,
    };
  if (kind !== 'out-of-memory') return plainOutcome(kind);
  return {
    kind,
    operation: field.at('operation').count(),
    entries: field.at('entries').count(),
    bytesHeld: field.at('bytesHeld').count(),
    bytesRefused: field.at('bytesRefused').count(),
    limitBytes: field.at('limitBytes').count(),
    growth: null,
  };
}

export function outcomeKind(field: CheckedField): Outcome['kind'] {
  return field.at('kind').oneOf(outcomeKinds);
}

export const outcomeKinds: readonly Outcome['kind'][] = keysOf<Outcome['kind']>({
  completed: true,
  'out-of-memory': true,
  'map-full': true,
  killed: true,
  'concurrent-map-writes': true,
  'concurrent-map-read-and-map-write': true,
  'timed-out': true,
  failed: true,
  invalid: true,
  skipped: true,
});

function plainOutcome(kind: Exclude<Outcome['kind'], 'out-of-memory' | 'map-full'>): Outcome {
  switch (kind) {
    case 'killed':
      return { kind, signal: '', by: '', last: null };
    case 'concurrent-map-writes':
    case 'concurrent-map-read-and-map-write':
      return { kind, writers: 0, operation: null, rule: null, last: null };
    case 'timed-out':
      return { kind, timeLimitMs: 0, last: null };
    case 'failed':
      return { kind, message: '', last: null };
    case 'invalid':
    case 'skipped':
      return { kind, reason: '' };
    case 'completed':
      return { kind };
  }
}

/** Everything of the counts but the lists that a baseline keeps in columns. */
export function plainCounts(field: CheckedField): Omit<CountFigures, 'growthEvents' | 'staircase'> {
  const kinds = field.at('operationsByKind');
  const chains = field.at('chains');
  return {
    operations: field.at('operations').count(),
    operationsByKind: operationCounts((kind) => (kinds.has(kind) ? kinds.at(kind).count() : 0)),
    stats: statsOf(field.at('stats')),
    chains: {
      entriesPerBucket: chains.at('entriesPerBucket').counts(),
      bucketsPerChain: chains.at('bucketsPerChain').counts(),
      maxChainBuckets: chains.at('maxChainBuckets').count(),
      meanChainBuckets: chains.at('meanChainBuckets').figure(),
      maxChainEntries: chains.at('maxChainEntries').count(),
    },
    growthEventsDropped: field.at('growthEventsDropped').count(),
    digest: field.at('digest').text(),
    ...(field.has('realMap') ? { realMap: field.at('realMap').text() } : {}),
  };
}

function statsOf(field: CheckedField): CountFigures['stats'] {
  return {
    entries: field.at('entries').count(),
    capacityEntries: field.at('capacityEntries').count(),
    loadFactor: field.at('loadFactor').figure(),
    buckets: field.at('buckets').count(),
    overflowBuckets: field.at('overflowBuckets').count(),
    overflowBucketsEstimate: field.at('overflowBucketsEstimate').count(),
    isGrowing: field.at('isGrowing').flag(),
    bytesCurrent: field.at('bytesCurrent').count(),
    bytesOld: field.at('bytesOld').count(),
    bytesHeld: field.at('bytesHeld').count(),
    bytesPeak: field.at('bytesPeak').count(),
    totalBytesAllocated: field.at('totalBytesAllocated').count(),
    totalAllocations: field.at('totalAllocations').count(),
    bytesAbandoned: field.at('bytesAbandoned').count(),
    // No verdict reads it: the growths themselves are compared.
    growthsByKind: {},
  };
}
