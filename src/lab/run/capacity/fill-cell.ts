import type { Cell } from '../../config/cell.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { defaults } from '../../config/defaults.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { distinctKeys } from '../../../maps/model/distinct-keys.ts';
import { largestV8Capacity } from '../../../maps/model/size/v8-table.ts';
import { mostEntries } from '../../../maps/model/require-whole.ts';
import { meanOverSizes } from '../../../maps/model/payload/size-distribution.ts';
import {
  parseGoContent,
  parseGoKeyType,
  parseGoType,
} from '../../../maps/model/go-type/parse-go-type.ts';
import { type KeyLayout, keyLayoutOf } from '../../workload/key-layout.ts';
import type { Phase } from '../../workload/workload.ts';
import { workloadLimits } from '../../workload/workload-problem.ts';
import type { CapacityRequest, SteadyRequest } from './capacity.ts';

/** Room for Node.js beside the map. */
const runtimeBytes = 192 * 2 ** 20;
/**
 * Per byte of a sync.Map: what the sandbox writes down of its objects, measured 0.04 to 0.34, and pages of
 * earlier tables, which its arena keeps.
 */
const bookShare = 0.75;
const timeLimitMs = 600_000;

/** A cell that inserts new keys until the limit, or the keys, or the map ends it. */
export function fillCell(request: CapacityRequest, hint: number): Cell {
  const { map, limitBytes, steady, seed } = request;
  const { key, value } = plainTypes(request);
  const layout = layoutOf(request);
  const isNative = modelFacts(map).runtime === 'node';
  return {
    id: `capacity of ${map} map[${key}]${value}`,
    scenario: 'capacity',
    purpose: 'How many entries fit.',
    notes: '',
    target: isNative ? 'native' : 'reference',
    map,
    key,
    value,
    guard: request.guard ?? 'none',
    hint,
    workload: {
      writers: 1,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: stringKeyBytes(request),
      phases: steady === undefined ? [fillOf(mostInserts(request, layout))] : cacheOf(steady),
      seed: seed ?? defaults.seed,
    },
    limits: {
      memoryBytes: isNative ? limitBytes : limitBytes + booksBytes(request) + runtimeBytes,
      cpus: 1,
    },
    rounds: 1,
    timeLimitMs,
    latencySampleInterval: defaults.latencySampleInterval,
    parameters: {},
  };
}

/** Room for what the sandbox writes down of the map, which a real program does not: none, but for a sync.Map. */
export function booksBytes({ guard, limitBytes }: CapacityRequest): number {
  return guard === 'sync.Map' ? Math.ceil(bookShare * limitBytes) : 0;
}

function fillOf(operationsPerWriter: number): Phase {
  return {
    name: 'fill',
    operationsPerWriter,
    mix: { insert: 1 },
    keys: { kind: 'sequential' },
  };
}

/** Long enough for every table to be rebuilt: each entry is replaced several times. */
const turnsOfAll = 6;
const mostTurns = 20_000_000;

function cacheOf({ live }: SteadyRequest): readonly Phase[] {
  return [
    fillOf(live),
    {
      name: 'replace',
      operationsPerWriter: Math.max(2, Math.min(2 * turnsOfAll * live, mostTurns)),
      mix: { insert: 1, delete: 1 },
      keys: { kind: 'sliding-window', window: live },
    },
  ];
}

/** The types by Go's names, without lengths. */
export function plainTypes({ map, key, value }: Pick<CapacityRequest, 'map' | 'key' | 'value'>): {
  readonly key: string;
  readonly value: string;
} {
  if (modelFacts(map).runtime === 'go')
    return { key: parseGoKeyType(key, 'key').name, value: parseGoType(value, 'value').name };
  return { key, value };
}

/** Bytes of a string key on the average, whole. */
export function stringKeyBytes({ map, key, keySizes }: CapacityRequest): number {
  const written =
    modelFacts(map).runtime === 'go' ? parseGoContent(key, 'key').pointees[0]?.count : null;
  const mean =
    keySizes === null ? defaults.stringKeyBytes : meanOverSizes(keySizes, (bytes) => bytes);
  return Math.min(workloadLimits.stringKeyBytes, Math.max(1, Math.round(written ?? mean)));
}

/** @throws SandboxError `usage` for keys in parts, of which the program that fills a real map makes none */
export function layoutOf(request: CapacityRequest): KeyLayout {
  const layout = keyLayoutOf(parseGoKeyType(request.key, 'key'), {
    stringKeyBytes: stringKeyBytes(request),
  });
  if (layout.parts === undefined) return layout;
  throw new SandboxError(
    'usage',
    `expected key to be an integer, a string, a float or plain memory for a capacity, got ${request.key}, which is hashed part by part: plan and run take it`,
  );
}

/**
 * One more than can ever fit. A Map of V8 ends by itself before the keys do, whatever they are; in a
 * map of Go an entry takes its key and its value, and keys are distinct.
 */
function mostInserts({ map, key, value, limitBytes }: CapacityRequest, layout: KeyLayout): number {
  const bytes =
    parseGoKeyType(key, 'key').sizeBytes +
    parseGoType(value, 'value').sizeBytes +
    (layout.isString ? layout.keyBytes : 0);
  const isOfGo = modelFacts(map).runtime === 'go';
  const fitting = isOfGo ? Math.ceil(limitBytes / bytes) : largestV8Capacity;
  const keys = layout.isString
    ? 2 ** Math.min(6 * layout.keyBytes, 40)
    : distinctKeys(parseGoKeyType(key, 'key'));
  return Math.max(1, Math.min(fitting + 1, keys, mostEntries));
}
