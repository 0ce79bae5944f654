// Writes src/live/attach/go/offsets.ts: where the fields of the Go runtime's structures stand, from the
// DWARF of programs built by real toolchains (those below MAPSWELL_GO_FOLDER and on the PATH).
//   MAPSWELL_GO_FOLDER=/opt/go npm run go-offsets
// Every version is built for amd64 and arm64, with the race detector, and with each experiment that
// could move a field; the offsets of one version must agree, or the experiment is left out, which makes
// attach refuse it. Takes minutes: an experiment rebuilds the runtime.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { format } from 'prettier';
import { structures, wholes } from './go-structures.ts';

/** Behind cache lines, which are longer on arm64: written as `arenasArm64` too. */
const padded = 'mheap.arenas';

/** Experiments that reach the runtime or the layout of maps and types. */
const experiments = [
  'allocheaders',
  'arenas',
  'boringcrypto',
  'cgocheck2',
  'goroutineleakprofile',
  'greenteagc',
  'heapminimum512kib',
  'mapsplitgroup',
  'randomizedheapbase64',
  'runtimefreegc',
  'runtimesecret',
  'simd',
  'sizespecializedmalloc',
  'spinbitmutex',
  'staticlockranking',
  'swissmap',
  'synchashtriemap',
  'synctest',
];
/** Experiments of the language or the library alone: nothing of the runtime changes. */
const harmless = [
  'aliastypeparams',
  'cacheprog',
  'coverageredesign',
  'dwarf5',
  'jsonv2',
  'loopvar',
  'newinliner',
  'rangefunc',
];

/**
 * Versions whose heap keeps its pointers in another way than those beside them, a bit per word in the arena: attach cannot read them, whatever
 * their offsets are.
 */
const unreadMinors: ReadonlySet<number> = new Set([20, 21]);

const program = `package main

var kept = map[string]int{}

func main() {
	kept["a"] = len(kept)
	delete(kept, "b")
	println(len(kept))
}
`;

type Offsets = Readonly<Record<string, number>>;
type Raw = Readonly<Record<string, Readonly<Record<string, Offsets>>>>;

interface Toolchain {
  readonly program: string;
  readonly version: string;
  readonly minor: number;
}

let builds = 0;
const folder = mkdtempSync(join(tmpdir(), 'mapswell-go-offsets-'));
try {
  const text = makeTable(findToolchains());
  writeFileSync(
    'src/live/attach/go/offsets.ts',
    await format(text, { parser: 'typescript', singleQuote: true, printWidth: 100 }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function makeTable(toolchains: readonly Toolchain[]): string {
  const newest = toolchains.at(-1);
  if (newest === undefined) throw new Error('no Go toolchain found: set MAPSWELL_GO_FOLDER');
  const reader = join(folder, 'read-go-offsets');
  go(newest, {}, 'build', '-o', reader, 'tools/read-go-offsets.go');
  writeFileSync(join(folder, 'go.mod'), 'module offsets\n\ngo 1.19\n');
  writeFileSync(join(folder, 'main.go'), program);
  const names = Object.values(structures).flatMap((structure) => structure.names);
  const offsetsOf = (path: string): Offsets => {
    const raw: Raw = JSON.parse(
      execFileSync(reader, [names.join(','), path], { encoding: 'utf8' }),
    );
    return flatten(raw);
  };
  const found = new Map<number, Offsets>();
  const proven: Record<string, string> = {};
  for (const toolchain of toolchains) {
    const plain = offsetsOf(
      build(toolchain, { GOARCH: 'amd64' }) ?? fail(toolchain.program, 'amd64'),
    );
    const others = {
      arm64: build(toolchain, { GOARCH: 'arm64' }) ?? fail(toolchain.program, 'arm64'),
      ...hasRace(toolchain),
    };
    const arm64 = offsetsOf(others.arm64)[padded] ?? fail(toolchain.program, padded);
    for (const [name, path] of Object.entries(others)) {
      const offsets = offsetsOf(path);
      const ofAmd64 = { ...offsets, [padded]: plain[padded] ?? 0 };
      const difference = firstDifference(plain, name === 'arm64' ? ofAmd64 : offsets);
      if (difference !== null) throw new Error(`go1.${toolchain.minor} ${name}: ${difference}`);
    }
    const variants = agreeing(toolchain, plain, offsetsOf);
    // An experiment may bring a structure that the toolchain has not by default.
    found.set(
      toolchain.minor,
      Object.assign({}, ...Object.values(variants), plain, { [`${padded}Arm64`]: arm64 }),
    );
    proven[toolchain.minor] = [...harmless, ...Object.keys(variants)].toSorted().join(' ');
    console.log(
      `${toolchain.version}: ${Object.keys(plain).length} offsets; ${proven[toolchain.minor]}`,
    );
  }
  return asText(toolchains, found, proven);
}

function hasRace(toolchain: Toolchain): { readonly race?: string } {
  const path = build(toolchain, { CGO_ENABLED: '1' }, '-race');
  if (path === null) console.log(`${toolchain.version}: no race detector here`);
  return path === null ? {} : { race: path };
}

/** The offsets with each experiment, on or off, that leaves them as they are. */
function agreeing(
  toolchain: Toolchain,
  plain: Offsets,
  offsetsOf: (path: string) => Offsets,
): Readonly<Record<string, Offsets>> {
  const found: Record<string, Offsets> = {};
  for (const experiment of experiments.flatMap((name) => [name, `no${name}`])) {
    const path = build(toolchain, { GOARCH: 'amd64', GOEXPERIMENT: experiment });
    if (path === null) continue;
    const offsets = offsetsOf(path);
    const difference = firstDifference(plain, offsets);
    if (difference === null) found[experiment] = offsets;
    else console.log(`${toolchain.version} ${experiment}: ${difference}`);
  }
  return found;
}

function firstDifference(a: Offsets, b: Offsets): string | null {
  const name = Object.keys(a).find((key) => b[key] !== undefined && a[key] !== b[key]);
  return name === undefined ? null : `${name} is ${b[name]}, not ${a[name]}`;
}

/** `mspan.startAddr` and so on, with `mspan.structSize` for the structure itself. */
function flatten(raw: Raw): Offsets {
  const [found = {}] = Object.values(raw);
  const offsets: Record<string, number> = {};
  for (const [name, structure] of Object.entries(structures)) {
    const fields = structure.names.map((each) => found[each]).find((each) => each !== undefined);
    if (fields === undefined) continue;
    if (wholes.has(name)) offsets[`${name}.structSize`] = fields[''] ?? fail(name, 'a size');
    for (const [field, goNames] of Object.entries(structure.fields)) {
      const offset = goNames.map((each) => fields[each]).find((each) => each !== undefined);
      if (offset !== undefined) offsets[`${name}.${field}`] = offset;
    }
  }
  return offsets;
}

function asText(
  toolchains: readonly Toolchain[],
  found: ReadonlyMap<number, Offsets>,
  proven: Readonly<Record<string, string>>,
): string {
  const minors = [...found.keys()];
  const body = Object.entries(structures).map(([name, { fields }]) => {
    const size = wholes.has(name) ? ['structSize'] : [];
    const arm64 = name === 'mheap' ? ['arenasArm64'] : [];
    const lines = [...size, ...Object.keys(fields), ...arm64].map((field) => {
      const spans = spansOf(minors, (minor) => found.get(minor)?.[`${name}.${field}`]);
      return `${field}: ${JSON.stringify(spans)},`;
    });
    // Prettier keeps a short one on its line.
    const [first, ...others] = lines;
    return others.length === 0 ? `${name}: { ${first} },` : `${name}: {\n${lines.join('\n')}\n},`;
  });
  return `// Written by tools/make-go-offsets.ts from the DWARF of ${toolchains.map(({ version }) => version).join(', ')}
// for amd64 and arm64; do not edit. [from, to, bytes] = the offset in go1.from to go1.to.

/** Minor versions of Go that were looked into. */
export const knownGoMinors = ${JSON.stringify(minors)} as const;

/** Experiments that leave every offset of a version where it is. */
export const harmlessGoExperiments: Readonly<Record<number, string>> = ${JSON.stringify(proven)};

/** Where the fields of the runtime's structures stand, in bytes. */
export const goOffsets = {
${body.join('\n')}
} as const;
`;
}

function spansOf(
  minors: readonly number[],
  offsetOf: (minor: number) => number | undefined,
): readonly (readonly [number, number, number])[] {
  const spans: [number, number, number][] = [];
  for (const minor of minors) {
    const offset = offsetOf(minor);
    const last = spans.at(-1);
    const isNext = last !== undefined && minors[minors.indexOf(last[1]) + 1] === minor;
    if (offset === undefined) continue;
    if (isNext && last[2] === offset) last[1] = minor;
    else spans.push([minor, minor, offset]);
  }
  return spans;
}

/** The path of the program, or `null` where this toolchain cannot build it so. */
function build(
  toolchain: Toolchain,
  environment: Readonly<Record<string, string>>,
  ...flags: readonly string[]
): string | null {
  builds += 1;
  const path = join(folder, `probe-${builds}`);
  try {
    go(toolchain, environment, 'build', ...flags, '-o', path, join(folder, 'main.go'));
    return path;
  } catch {
    return null;
  }
}

function go(
  toolchain: Toolchain,
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): void {
  execFileSync(toolchain.program, words, {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      GOCACHE: process.env['GOCACHE'] ?? join(folder, 'cache'),
      GOTOOLCHAIN: 'local',
      CGO_ENABLED: '0',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function fail(from: string, what: string): never {
  throw new Error(`expected ${what} from ${from}`);
}

function findToolchains(): readonly Toolchain[] {
  const root = process.env['MAPSWELL_GO_FOLDER'] ?? '';
  const inFolder =
    root === '' ? [] : readdirSync(root).map((name) => join(root, name, 'bin', 'go'));
  return ['go', ...inFolder]
    .flatMap((path): readonly Toolchain[] => {
      try {
        const text = execFileSync(path, ['version'], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        const [, version = '', minor = ''] = /(go1\.(\d+)\S*)/.exec(text) ?? [];
        return [{ program: path, version, minor: Number(minor) }];
      } catch {
        return [];
      }
    })
    .filter(({ minor }) => !unreadMinors.has(minor))
    .toSorted((a, b) => a.minor - b.minor);
}
