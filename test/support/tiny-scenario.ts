/** A scenario as a file of JSON has it: a thousand inserts, one writer. */
export const tiny = {
  purpose: 'a few writes',
  key: 'int64',
  value: 'int64',
  limits: { memoryBytes: 268_435_456, cpus: 1 },
  phases: [
    {
      name: 'fill',
      operationsPerWriter: 1000,
      mix: { insert: 1 },
      keys: { kind: 'sequential' },
    },
  ],
} as const;
