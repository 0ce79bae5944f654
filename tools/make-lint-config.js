// Writes .oxlintrc.json, or prints it (--print). Wings and their rooms stand in the order of the data's way: a file may import
// from its own room and from rooms before it, never from one after it.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const wings = {
  base: ['primitives', 'schema', 'stats', 'exposition'],
  maps: ['model', 'figures', 'reference', 'golden'],
  lab: [
    'workload',
    'traffic',
    'config',
    'sandbox',
    'record',
    'subjects',
    'replay',
    'verify',
    'run',
    'compare',
  ],
  live: [
    'trace',
    'detect',
    'calibrate',
    'alerts',
    'service',
    'register',
    'attach',
    'contract',
    'advise',
  ],
  report: [
    'kit',
    'formats',
    'run',
    'comparison',
    'calibration',
    'capacity',
    'history',
    'live',
    'advice',
  ],
  library: [],
  cli: [],
};

/** Lab and live lie beside each other: neither imports from the other but through a named door. */
const beside = { lab: ['live'], live: ['lab'] };

/** Files that may import from a wing that their room may not see, and why. */
const doors = [
  // The process of a service is started by path; it hears its job over the channel of every child.
  { file: 'src/lab/run/run-service-child.ts', opens: 'live' },
  { file: 'src/live/service/service-process.ts', opens: 'lab' },
  // A record of the lab is one of the things that a trace is made of.
  { file: 'src/live/trace/traces-from-record.ts', opens: 'lab' },
  { file: 'src/live/trace/collect-traces.ts', opens: 'lab' },
];

/** Folders of the kernel, in the order in which they may import. */
const kernel = [
  'locks',
  'memory',
  'hash',
  'core',
  'classic',
  'swiss',
  'sync',
  'map',
  'workload',
  'load',
];
/** Families of maps know nothing of each other; but a \`sync.Map\` is made of classic ones. */
const besideInKernel = { swiss: ['classic'] };

const names = Object.keys(wings);

function laterWings(wing) {
  return [...names.slice(names.indexOf(wing) + 1), ...(beside[wing] ?? [])];
}

function forbidden(wing, room, opened) {
  const rooms = wings[wing];
  // From a folder of a room, a path to a room that has the name of a wing reads like one to the wing.
  const later = rooms.slice(rooms.indexOf(room) + 1).filter((name) => !names.includes(name));
  return [
    {
      group: laterWings(wing)
        .filter((name) => name !== opened)
        .flatMap((name) => [1, 2, 3, 4].map((up) => `${'../'.repeat(up)}${name}/**`)),
      message: `src/${wing} comes before that wing in the way of the data: imports point one way.`,
    },
    {
      group: later.flatMap((name) => [1, 2, 3].map((up) => `${'../'.repeat(up)}${name}/**`)),
      message: `src/${wing}/${room} comes before that room in the way of the data: imports point one way.`,
    },
    {
      group: [1, 2, 3, 4].map((up) => `${'../'.repeat(up)}index.ts`),
      message: 'src/index.ts is the door for users of the package: import from the room itself.',
    },
  ].filter(({ group }) => group.length > 0);
}

function direction(files, wing, room, opened) {
  return {
    files,
    rules: {
      'no-restricted-imports': ['error', { patterns: forbidden(wing, room, opened) }],
      ...(wing === 'cli' ? {} : { 'no-console': 'error' }),
    },
  };
}

const directions = [
  ...names.flatMap((wing) =>
    wings[wing].length === 0
      ? [direction([`src/${wing}/**`], wing, '')]
      : wings[wing].map((room) => direction([`src/${wing}/${room}/**`], wing, room)),
  ),
  // Later entries replace earlier ones for the files that they name.
  ...doors.map(({ file, opens }) => {
    const [, wing, room] = file.split('/');
    return direction([file], wing, room, opens);
  }),
];

function kernelDirection(folder) {
  const later = [...kernel.slice(kernel.indexOf(folder) + 1), ...(besideInKernel[folder] ?? [])];
  const up = ['../', '../../'];
  const group = [
    ...later.flatMap((name) => up.map((path) => `${path}${name}/**`)),
    ...up.flatMap((path) => [`${path}index`, `${path}shared`]),
  ];
  const message = `src/maps/kernel/${folder} comes before that folder: imports point one way.`;
  return {
    files: [`src/maps/kernel/${folder}/**`],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
  };
}

// AssemblyScript has no imports of types, wants a cast wherever widths differ, inlines static methods
// only, and its integers have 64 bits; what a type is there, tsc does not know.
const assemblyScript = {
  files: ['src/maps/kernel/**', 'src/lab/record/stored/scanner/**', 'src/lab/traffic/scanner/**'],
  rules: {
    'eslint/no-loss-of-precision': 'off',
    'typescript/consistent-type-imports': 'off',
    'typescript/no-extraneous-class': 'off',
    'typescript/no-unnecessary-type-assertion': 'off',
    'typescript/no-unsafe-enum-comparison': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/switch-exhaustiveness-check': 'off',
  },
};

const configuration = {
  $schema: './node_modules/oxlint/configuration_schema.json',
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  ignorePatterns: [
    'dist',
    'src/live/attach/go/scanner',
    'src/live/attach/node/scanner',
    'test/fixtures',
    'reports',
  ],
  rules: {
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    // A switch that handles every member of a union needs no return after it: tsc proves that.
    'typescript/consistent-return': 'off',
    'typescript/consistent-type-imports': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'eslint/max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    'eslint/max-lines-per-function': [
      'error',
      { max: 60, skipBlankLines: true, skipComments: true },
    ],
    'eslint/no-await-in-loop': 'off',
  },
  overrides: [
    ...directions,
    ...kernel.map(kernelDirection),
    assemblyScript,
    {
      files: ['test/**', 'bench/**'],
      rules: { 'eslint/max-lines': 'off', 'eslint/max-lines-per-function': 'off' },
    },
  ],
};

const path = join(dirname(fileURLToPath(import.meta.url)), '../.oxlintrc.json');
const text = await format(JSON.stringify(configuration), {
  ...(await resolveConfig(path)),
  filepath: path,
});
// With --print for a test that holds this file and the committed one together.
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(path, text);
