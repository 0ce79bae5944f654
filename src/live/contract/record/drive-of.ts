import { isMapModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { atPointer } from '../check/json-pointer.ts';
import { viewOfDebug } from '../check/map-view.ts';
import { mapPreset } from '../document/map-preset.ts';

/** What a value of a Go type looks like in a batch of `serve`; `null` for a type that has no short form. */
function written(type: unknown, prefix: string): string | null {
  if (typeof type !== 'string') return null;
  if (type === 'string') return `"${prefix}\${i}"`;
  return /^u?int(32|64)?$/.test(type) ? '${i}' : null;
}

/** How new keys are written to a service whose debug page is that of `serve`; `null` where nobody knows. */
export function driveOf(debugPage: unknown): Readonly<Record<string, unknown>> | null {
  const key = written(atPointer(debugPage, '/key'), 'contract-');
  const value = written(atPointer(debugPage, '/value'), 'v');
  if (key === null || value === null) return null;
  const request = { path: '/map', line: `{"key": ${key}, "value": ${value}}` };
  if (!canGrow(debugPage))
    return { request, growths: 0, expect: ['entries', 'counters', 'growth-metric', 'fresh'] };
  // A mean over tables that grow one by one can be held to no insert.
  const isForeseen =
    atPointer(debugPage, '/nextGrowth') !== null &&
    !viewOfDebug(debugPage, mapPreset().debug.fields ?? {}).isMean;
  return {
    request,
    ...(isForeseen
      ? {}
      : { expect: ['entries', 'counters', 'growth-metric', 'growth-event', 'debug', 'fresh'] }),
  };
}

/** The `sync.Map` of Go 1.24 and later is a trie: it adds nodes, and has no growths. */
export function canGrow(debugPage: unknown): boolean {
  const model = atPointer(debugPage, '/model');
  const isSync = atPointer(debugPage, '/guard') === 'sync.Map';
  return !(
    isSync &&
    typeof model === 'string' &&
    isMapModel(model) &&
    modelFacts(model).family === 'swiss'
  );
}
