// Writes .oxlintrc.json. The rooms stand in the order of the data's way; a file may import from its
// own room and from rooms before it, never from one after it.
import { writeFileSync } from 'node:fs';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const rooms = [
  'primitives',
  'stats',
  'map',
  'workload',
  'config',
  'sandbox',
  'record',
  'target',
  'verify',
  'run',
  'compare',
  'calibrate',
  'alerts',
  'report',
  'service',
  'cli',
];

const direction = rooms.slice(0, -1).map((room, index) => ({
  files: [`src/${room}/**`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: rooms.slice(index + 1).flatMap((later) => [`../${later}/*`, `../../${later}/*`]),
            message: `src/${room} comes before that room in the way of the data: imports point one way.`,
          },
        ],
      },
    ],
    'no-console': 'error',
  },
}));

writeFileSync(
  join(dirname(fileURLToPath(import.meta.url)), '../.oxlintrc.json'),
  `${JSON.stringify(
    {
      $schema: './node_modules/oxlint/configuration_schema.json',
      plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node'],
      categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
      ignorePatterns: ['dist', 'src/kernel', 'test/fixtures', 'reports'],
      rules: {
        'typescript/no-explicit-any': 'error',
        'typescript/no-non-null-assertion': 'error',
        'typescript/no-floating-promises': 'error',
        'typescript/no-misused-promises': 'error',
        'typescript/switch-exhaustiveness-check': 'error',
        // A switch that handles every member of a union needs no return after it: tsc proves that.
        'typescript/consistent-return': 'off',
        'typescript/consistent-type-imports': 'error',
        'import/no-cycle': 'error',
        'eslint/max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
        'eslint/max-lines-per-function': [
          'error',
          { max: 60, skipBlankLines: true, skipComments: true },
        ],
        'eslint/no-await-in-loop': 'off',
      },
      overrides: [
        ...direction,
        {
          files: ['test/**', 'bench/**'],
          rules: { 'eslint/max-lines': 'off', 'eslint/max-lines-per-function': 'off' },
        },
      ],
    },
    null,
    2,
  )}\n`,
);
