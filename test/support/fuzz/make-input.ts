import type { Random } from '../../../src/base/primitives/seeded-random.ts';

/** What a command line is made of: the flags of every command, and the documents of a project. */
export interface FuzzVocabulary {
  readonly commands: readonly {
    readonly name: string;
    readonly flags: readonly { readonly flag: string; readonly takesValue: boolean }[];
  }[];
  /** Text of the documents of the user by path. */
  readonly documents: Readonly<Record<string, string>>;
}

/** One trial: a command line, with a document that is written before it. */
export interface FuzzInput {
  readonly kind: 'path' | 'flag' | 'document';
  readonly argv: readonly string[];
  readonly document: { readonly path: string; readonly bytes: Buffer } | null;
}

/** Draws the trial of a number: the same for the same seed. */
export function makeInput(vocabulary: FuzzVocabulary, random: Random): FuzzInput {
  const kind = pick(['path', 'flag', 'flag', 'document', 'document'] as const, random);
  if (kind === 'path')
    return {
      kind,
      argv: withPath(pick(sound, random), strangePath(random), random),
      document: null,
    };
  if (kind === 'flag') return { kind, argv: flawedFlag(vocabulary, random), document: null };
  const [path, commands] = pick(readers, random);
  const text = vocabulary.documents[path] ?? '';
  const argv = pick(commands, random).map((word) => (word === '@' ? `mutated/${path}` : word));
  return { kind, argv, document: { path: `mutated/${path}`, bytes: mutate(text, random) } };
}

/** Command lines that work in a project, by their words. */
const sound: readonly (readonly string[])[] = [
  ['report', 'mine/r/record.json', '--out', 'out.html'],
  ['report', 'mine/r/record.json', '--csv', '--out', 'out'],
  ['report', 'mine/r/record.json', '--claims', 'mine/claims.json', '--out', 'out.html'],
  ['compare', 'mine/r/record.json', 'mine/b/record.json', '--html', 'out.html'],
  ['compare', 'mine/baseline.json', 'mine/r', '--all', '--format', 'junit'],
  ['accept', 'mine/baseline.json', 'mine/r', '--cell', 'x', '--reason', 'y'],
  ['history', 'mine', '--html', 'out.html'],
  ['detect', 'mine/traces/a.csv', '--calibration', 'mine/calibration.json', '--report', 'o.html'],
  ['alerts', 'mine/traces/a.csv', '--calibration', 'mine/calibration.json', '--out', 'rules'],
  ['evaluate', 'mine/traces'],
  ['plan', '--key', 'int64', '--value', 'int64', '--entries', '1000', '--limit', '1MiB'],
  ['plan', '--compare', 'go1.22,v8', '--key', 'string', '--value', '[128]byte', '--entries', '9'],
  ['arl', '--lambda', '0.2', '--limit', '2.7'],
  ['fleet', '--failures', '1', '--healthy', '1', '--out', 'fleet'],
  ['list', '--config', 'mine/sandbox.config.json'],
  ['run', '--resume', '--out', 'mine/unfinished'],
  ['replay', 'mine/traffic.txt'],
  ['serve', '--port', '0', '--stop-after', '0', '--ready-file', 'ready'],
  ['init', '--for', 'module'],
];

/** Every kind of document with the command lines that read it; `@` is where it goes. */
const readers: readonly (readonly [path: string, commands: readonly (readonly string[])[]])[] = [
  [
    'r/record.json',
    [
      ['report', '@', '--out', 'out.html'],
      ['report', '@', '--csv', '--out', 'out'],
      ['compare', '@', 'mine/r/record.json'],
      ['compare', 'mine/baseline.json', '@', '--format', 'markdown'],
      ['accept', 'mine/baseline.json', '@', '--cell', 'x', '--reason', 'y'],
      ['history', 'mutated'],
      ['detect', '@', '--calibration', 'mine/calibration.json'],
    ],
  ],
  [
    'baseline.json',
    [
      ['compare', '@', 'mine/r'],
      ['accept', '@', 'mine/r', '--cell', 'x', '--reason', 'y'],
    ],
  ],
  ['claims.json', [['report', 'mine/r', '--claims', '@', '--out', 'out.html']]],
  [
    'calibration.json',
    [
      ['detect', 'mine/traces/a.csv', '--calibration', '@'],
      ['alerts', 'mine/traces/a.csv', '--calibration', '@', '--out', 'rules'],
    ],
  ],
  [
    'traces/a.csv',
    [
      ['detect', '@', '--calibration', 'mine/calibration.json'],
      ['evaluate', 'mutated/traces'],
      ['fleet', '--noise', '@', '--failures', '1', '--healthy', '1', '--out', 'fleet'],
    ],
  ],
  [
    'sandbox.config.json',
    [
      ['list', '--config', '@'],
      ['run', 'nothing', '--config', '@'],
    ],
  ],
  ['scenarios/tiny.json', [['list', '--config', 'mutated/sandbox.config.json']]],
  ['unfinished/journal.ndjson', [['run', '--resume', '--out', 'mutated/unfinished']]],
  ['traffic.txt', [['replay', '@']]],
];

const strangeWords = [
  '',
  ' ',
  '-',
  '--',
  '-1',
  '0',
  '1e999',
  'NaN',
  '-0',
  '0x10',
  '1,2,',
  'null',
  '[]',
  '{}',
  'true',
  '9007199254740993',
  '512MiB;',
  '1e-320',
  '../..',
  '%s%n',
  '*',
  '\u001b[31m',
  '\u202Egnp.exe',
  '\u0000',
  '\uD800',
  'mine/notes.txt',
  '__proto__',
  'constructor',
] as const;

const mineNames = [
  'notes.txt',
  'r/record.json',
  'calibration.json',
  'baseline.json',
  'claims.json',
  'traces/a.csv',
  'sandbox.config.json',
  'scenarios/tiny.json',
  'page.html',
  'link.html',
  'link-to-nothing',
  'notes.txt/x',
] as const;

const strangePlaces = [
  'x'.repeat(5000),
  'a/'.repeat(2500),
  '/',
  '.',
  '..',
  '/proc/self/mem',
  '/proc/self/fd/9999',
  'mine',
] as const;

function strangePath(random: Random): string {
  const draw = random();
  if (draw < 0.4) return `mine/${pick(mineNames, random)}`;
  return draw < 0.7 ? pick(strangePlaces, random) : pick(strangeWords, random);
}

/** One word that names something is another path. */
function withPath(argv: readonly string[], path: string, random: Random): readonly string[] {
  const places = argv.flatMap((word, at) => (at > 0 && !word.startsWith('-') ? [at] : []));
  const place = pick(places, random);
  return argv.map((word, at) => (at === place ? path : word));
}

/** A command line that works, with one flag more, without a value or with one that is none. */
function flawedFlag({ commands }: FuzzVocabulary, random: Random): readonly string[] {
  const { name, flags } = pick(commands, random);
  const known = sound.filter(([command]) => command === name);
  const base = known.length === 0 ? [name] : pick(known, random);
  const flag = flags.length === 0 || random() < 0.05 ? null : pick(flags, random);
  if (flag === null) return [...base, `--${pick(strangeWords, random)}`];
  const value = random() < 0.1 ? 'x'.repeat(5000) : pick(strangeWords, random);
  const given = flag.takesValue && random() < 0.9 ? [flag.flag, value] : [flag.flag];
  return random() < 0.3 ? [...base, `${flag.flag}=${value}`] : [...base, ...given];
}

/** Text with one to three flaws. */
function mutate(text: string, random: Random): Buffer {
  let bytes = Buffer.from(text);
  for (let flaw = 0; flaw < 1 + Math.floor(random() * 3); flaw++)
    bytes = Buffer.from(pick(flaws, random)(bytes, random));
  return bytes;
}

type Flaw = (bytes: Buffer, random: Random) => Buffer | string;

const numbers = ['-1', '1e999', 'null', '"x"', '[]', '{}', '9007199254740993', '0', '1.5', 'true'];

const flaws: readonly Flaw[] = [
  (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length)),
  (bytes, random) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
    return copy;
  },
  (bytes, random) => replaceOne(String(bytes), /-?\d+(?:\.\d+)?/g, pick(numbers, random), random),
  (bytes, random) =>
    replaceOne(
      String(bytes),
      /"[^"]*"/g,
      pick(
        ['""', 'null', '7', '"__proto__"', '"\\u0000"', '{"a":1}', `"${'y'.repeat(3000)}"`],
        random,
      ),
      random,
    ),
  (bytes, random) => replaceOne(String(bytes), /"\w+"(?=:)/g, '"another"', random),
  (bytes, random) =>
    replaceOne(String(bytes), /[[\]{},:]/g, pick(['', ',', '[', '}', ':'], random), random),
  (bytes, random) => replaceOne(String(bytes), /[^\n]*\n/g, '', random),
  (bytes, random) => {
    const from = Math.floor(random() * bytes.length);
    const part = bytes.subarray(from, from + 200);
    return Buffer.concat([bytes.subarray(0, from), part, part, bytes.subarray(from)]);
  },
  (bytes) => `\uFEFF${String(bytes)}`,
  (bytes) => Buffer.from(String(bytes), 'utf16le'),
  () => '['.repeat(20_000),
  () => '',
  (bytes) => `${String(bytes)}${String(bytes)}`,
  (bytes) => String(bytes).replaceAll('\n', '\r\n'),
];

function replaceOne(text: string, pattern: RegExp, by: string, random: Random): string {
  const found = Array.from(text.matchAll(pattern));
  const one = found[Math.floor(random() * found.length)];
  if (one === undefined) return text;
  return text.slice(0, one.index) + by + text.slice(one.index + one[0].length);
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('expected something to pick from');
  return item;
}
