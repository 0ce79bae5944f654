/** A contract of `serve` with int64 keys, and more keys at its end. */
export function serveContract(more = ''): string {
  return [
    'contract: { name: sessions, version: 1.0.0 }',
    'extends: mapswell/map@1',
    'metrics: { maxSeries: 100 }',
    'drive:',
    '  request: { path: /map, line: \'{"key": ${i}, "value": ${i}}\' }',
    '  growths: 2',
    more,
  ].join('\n');
}
