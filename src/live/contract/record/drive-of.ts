import { atPointer } from '../check/json-pointer.ts';

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
  const isForeseen = atPointer(debugPage, '/nextGrowth') !== null;
  return {
    request: { path: '/map', line: `{"key": ${key}, "value": ${value}}` },
    ...(isForeseen
      ? {}
      : { expect: ['entries', 'counters', 'growth-metric', 'growth-event', 'debug', 'fresh'] }),
  };
}
