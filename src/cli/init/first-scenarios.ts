/** The jobs that a first scenario is written for. */
export const firstJobs = ['node-cache', 'go-cache', 'module'] as const;

export type FirstJob = (typeof firstJobs)[number];

/** What a first scenario is filled in with. */
export interface FirstScenarioOptions {
  readonly language: 'typescript' | 'javascript';
  /** Such as `512MiB`. */
  readonly limit: string;
  readonly entries: number;
  /** Operations that arrive, such as `20k/s`; `null` = as fast as they can. */
  readonly rate: string | null;
}

/** One file to write, by its path from the project's folder. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** What a job is called in a sentence, what its scenario is called, and how to ask for an answer at once. */
interface JobDescription {
  readonly question: string;
  readonly scenario: string;
  /** Map, key and value as flags, for what answers without a scenario; `null` where nothing does. */
  readonly types: string | null;
  readonly files: (options: FirstScenarioOptions) => readonly StarterFile[];
}

/** Every job, in the order in which they are offered. */
export const jobDescriptions: Readonly<Record<FirstJob, JobDescription>> = {
  'node-cache': {
    question: 'a Map or Set of a Node.js service',
    scenario: 'node-cache',
    types: "--map v8 --key 'string(36)' --value '{ userId: smi, expires: double }'",
    files: (options) => [
      {
        path: `scenarios/node-cache.${extensionOf(options)}`,
        text: scenarioText(options, {
          purpose: 'Sessions in a Map: filled, then a steady coming and going.',
          fields: [
            '// The native Map of this Node.js; its growth is that of V8.',
            "target: 'native',",
            "map: 'v8',",
            '// Keys and values by names of Go types; a string key has 36 bytes, as a UUID has.',
            "key: 'string',",
            "value: 'int64',",
            'stringKeyBytes: 36,',
          ],
          use: '{ insert: 1, delete: 1, lookup: 8 }',
        }),
      },
    ],
  },
  'go-cache': {
    question: 'a map of a Go service',
    scenario: 'go-cache',
    types: "--map go1.24 --key 'string(36)' --value '[]byte' --value-bytes 512",
    files: (options) => [
      {
        path: `scenarios/go-cache.${extensionOf(options)}`,
        text: scenarioText(options, {
          purpose:
            'A cache behind a lock: filled by eight writers, then a steady coming and going.',
          fields: [
            '// Models of the maps of both families, counted byte for byte; needs no Go.',
            "map: ['go1.22', 'go1.24'],",
            "key: 'string',",
            '// The 24 bytes of a slice; what it points to lies beside the map, and plan adds it.',
            "value: '[]byte',",
            'stringKeyBytes: 36,',
            "// 'rwmutex', 'sync.Map' and 'none' are known too; each becomes a cell of its own.",
            "guard: ['mutex', 'sharded:32'],",
            'writers: 8,',
          ],
          use: '{ insert: 1, delete: 1, lookup: 8 }',
        }),
      },
    ],
  },
  module: {
    question: 'a map or cache of your own, in JavaScript or TypeScript',
    scenario: 'my-map',
    types: null,
    files: (options) => [
      {
        path: `maps/my-map.${extensionOf(options)}`,
        text: moduleText(options),
      },
      {
        path: `scenarios/my-map.${extensionOf(options)}`,
        text: scenarioText(options, {
          purpose: 'My map beside the native Map, under the same operations.',
          fields: [
            `target: ['native', { module: '../maps/my-map.${extensionOf(options)}' }],`,
            "map: 'v8',",
            "key: 'int64',",
            "value: 'int64',",
          ],
          use: '{ insert: 1, delete: 1, lookup: 8 }',
        }),
      },
    ],
  },
};

/** The configuration of a first project. */
export function configurationFile(options: FirstScenarioOptions): StarterFile {
  const body = [
    '// What each process of a scenario may use.',
    `limits: { memoryBytes: '${options.limit}', cpus: 2 },`,
    '// Timed rounds of each cell, each in a fresh process.',
    'rounds: 5,',
    '// The same seed makes the same workload on every machine.',
    'seed: 1,',
    ...(options.rate === null
      ? []
      : [
          '// Where operations arrive at a rate there is time to time every eighth of them.',
          'latencySampleInterval: 8,',
        ]),
  ];
  return {
    path: `sandbox.config.${extensionOf(options)}`,
    text: moduleOf(options, 'defineConfig', 'SandboxConfig', body),
  };
}

/** A `.mjs` is a module whatever the package says of its `.js` files. */
function extensionOf({ language }: FirstScenarioOptions): string {
  return language === 'typescript' ? 'ts' : 'mjs';
}

interface ScenarioParts {
  readonly purpose: string;
  readonly fields: readonly string[];
  /** Mix of the second phase. */
  readonly use: string;
}

function scenarioText(
  options: FirstScenarioOptions,
  { purpose, fields, use }: ScenarioParts,
): string {
  const entries = grouped(options.entries);
  return moduleOf(options, 'defineScenario', 'Scenario', [
    `purpose: '${purpose}',`,
    ...fields,
    ...(options.rate === null
      ? []
      : [
          '// So many operations arrive, and latency counts from when each should have started.',
          `rate: { kind: 'constant', perSecond: '${options.rate}' },`,
        ]),
    'phases: [',
    '  {',
    '    // Every growth on the way is counted: at which entry, from and to what, and its peak.',
    "    name: 'fill',",
    `    operationsPerWriter: ${entries},`,
    '    mix: { insert: 1 },',
    "    keys: { kind: 'sequential' },",
    '  },',
    '  {',
    '    // The oldest go and new ones come, as in a cache with expiry.',
    "    name: 'use',",
    `    operationsPerWriter: ${entries},`,
    `    mix: ${use},`,
    `    keys: { kind: 'sliding-window', window: ${entries} },`,
    '  },',
    '],',
  ]);
}

/** JavaScript imports nothing: `mapswell` may be run by npx, and not be installed here. */
function moduleOf(
  { language }: FirstScenarioOptions,
  define: string,
  type: string,
  body: readonly string[],
): string {
  const lines = body.map((line) => `  ${line}`).join('\n');
  return language === 'typescript'
    ? `import { ${define} } from 'mapswell';\n\nexport default ${define}({\n${lines}\n});\n`
    : `/** @type {import('mapswell').${type}} */\nexport default {\n${lines}\n};\n`;
}

function moduleText({ language }: FirstScenarioOptions): string {
  const isTyped = language === 'typescript';
  const map = isTyped ? 'map: Map<bigint, number>' : 'map';
  const key = isTyped ? 'key: bigint' : 'key';
  const value = isTyped ? 'value: number' : 'value';
  const result = (type: string): string => (isTyped ? `: ${type}` : '');
  return `// Put your own map in here: these five functions are all that is asked of it.
export function create()${result('Map<bigint, number>')} {
  return new Map();
}

export function set(${map}, ${key}, ${value})${result('void')} {
  map.set(key, value);
}

export function get(${map}, ${key})${result('number | undefined')} {
  return map.get(key);
}

function remove(${map}, ${key})${result('boolean')} {
  return map.delete(key);
}

export { remove as delete };

export function size(${map})${result('number')} {
  return map.size;
}
`;
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, '_');
}
