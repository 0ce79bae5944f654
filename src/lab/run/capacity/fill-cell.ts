import type { Cell } from '../../config/cell.ts';
import { defaults } from '../../config/defaults.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { distinctKeys } from '../../../maps/model/distinct-keys.ts';
import { largestV8Capacity } from '../../../maps/model/size/v8-table.ts';
import { mostEntries } from '../../../maps/model/require-whole.ts';
import { parseGoKeyType, parseGoType } from '../../../maps/model/parse-go-type.ts';
import { type KeyLayout, keyLayoutOf } from '../../workload/key-layout.ts';
import type { CapacityRequest } from './capacity.ts';

/** Room for Node.js beside the map. */
const runtimeBytes = 192 * 2 ** 20;
const timeLimitMs = 600_000;

/** A cell that inserts new keys until the limit, or the keys, or the map ends it. */
export function fillCell(request: CapacityRequest, hint: number): Cell {
  const { map, key, value, limitBytes, keyBytes, seed } = request;
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
    guard: 'none',
    hint,
    workload: {
      writers: 1,
      ownership: 'disjoint',
      shape: 'scrambled',
      stringKeyBytes: keyBytes ?? defaults.stringKeyBytes,
      phases: [
        {
          name: 'fill',
          operationsPerWriter: mostInserts(request, layout),
          mix: { insert: 1 },
          keys: { kind: 'sequential' },
        },
      ],
      seed: seed ?? defaults.seed,
    },
    limits: { memoryBytes: isNative ? limitBytes : limitBytes + runtimeBytes, cpus: 1 },
    rounds: 1,
    timeLimitMs,
    latencySampleInterval: defaults.latencySampleInterval,
    parameters: {},
  };
}

export function layoutOf({ key, keyBytes }: CapacityRequest): KeyLayout {
  return keyLayoutOf(parseGoKeyType(key, 'key'), keyBytes ?? defaults.stringKeyBytes);
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
