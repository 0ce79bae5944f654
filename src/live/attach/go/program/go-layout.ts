import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { ElfMachine } from '../../proc/elf-file.ts';
import type { GoBuildInfo } from '../../proc/go-build-info.ts';
import { goOffsets, harmlessGoExperiments, knownGoMinors } from '../offsets.ts';

type Table = typeof goOffsets;

/** Offsets of one structure, in bytes; -1 for a field that this version does not have. */
export type StructureOffsets<Name extends keyof Table> = Readonly<
  Record<keyof Table[Name], number>
>;

/** Where the runtime of one Go version keeps what attach reads. */
export interface GoLayout {
  /** 22 for `go1.22.12`. */
  readonly minor: number;
  readonly moduledata: StructureOffsets<'moduledata'>;
  readonly bitvector: StructureOffsets<'bitvector'>;
  readonly func: StructureOffsets<'func'>;
  readonly mheap: StructureOffsets<'mheap'>;
  readonly heapArena: StructureOffsets<'heapArena'>;
  /** Where the heap keeps the map of its arenas, and what is added to an address to look it up. */
  readonly arenasAt: number;
  readonly arenaBase: number;
  readonly mspan: StructureOffsets<'mspan'>;
  readonly goroutine: StructureOffsets<'goroutine'>;
  readonly gobuf: StructureOffsets<'gobuf'>;
  readonly gcController: StructureOffsets<'gcController'>;
  readonly type: StructureOffsets<'type'>;
  readonly mapType: StructureOffsets<'mapType'>;
  /** `null` where this version has no classic maps, not even as an experiment. */
  readonly classic: {
    readonly hmap: StructureOffsets<'hmap'>;
    readonly mapextra: StructureOffsets<'mapextra'>;
  } | null;
  /** `null` where this version has no Swiss maps. */
  readonly swiss: {
    readonly Map: StructureOffsets<'Map'>;
    readonly table: StructureOffsets<'table'>;
    readonly groups: StructureOffsets<'groups'>;
  } | null;
  /**
   * Whether objects above 512 bytes with pointers begin with a pointer to their type, and spans of
   * smaller ones end with their pointer bitmap (1.22 and later).
   */
  readonly hasMallocHeaders: boolean;
  /** Whether pages of small objects end with marks of the collector ("Green Tea"). */
  readonly hasInlineMarks: boolean;
}

const firstWithMallocHeaders = 22;
/** The first version with the "Green Tea" collector by default. */
const firstGreen = 26;
/** On amd64 the negative half of the address space comes first. */
const amd64ArenaBase = 2 ** 47;

/**
 * The layout of a program's runtime.
 *
 * @throws SandboxError `input` for a version, a machine or an experiment whose layout is not known
 */
export function goLayoutFor(info: GoBuildInfo, machine: ElfMachine): GoLayout {
  const minor = minorOf(info.version);
  if (minor === null || !knownGoMinors.some((known) => known === minor)) {
    throw new SandboxError(
      'input',
      `expected a program built by Go ${namesOf(knownGoMinors)}, got ${info.version}`,
    );
  }
  if (machine === 'other') {
    throw new SandboxError('input', 'expected a program for amd64 or arm64');
  }
  const harmless = harmlessGoExperiments[minor]?.split(' ') ?? [];
  const unknown = info.experiments.filter((experiment) => !harmless.includes(experiment));
  if (unknown.length > 0) {
    throw new SandboxError(
      'input',
      `expected a program built without GOEXPERIMENT=${unknown.join(',')}, whose memory layout is not known`,
    );
  }
  const at = <Name extends keyof Table>(name: Name): StructureOffsets<Name> =>
    offsetsAt(goOffsets[name], minor);
  const mheap = at('mheap');
  const isGreen = minor >= firstGreen || info.experiments.includes('greenteagc');
  const hmap = at('hmap');
  const map = at('Map');
  return {
    minor,
    moduledata: at('moduledata'),
    bitvector: at('bitvector'),
    func: at('func'),
    mheap,
    heapArena: at('heapArena'),
    arenasAt: machine === 'amd64' ? mheap.arenas : mheap.arenasArm64,
    arenaBase: machine === 'amd64' ? amd64ArenaBase : 0,
    mspan: at('mspan'),
    goroutine: at('goroutine'),
    gobuf: at('gobuf'),
    gcController: at('gcController'),
    type: at('type'),
    mapType: at('mapType'),
    classic: hmap.structSize < 0 ? null : { hmap, mapextra: at('mapextra') },
    swiss: map.structSize < 0 ? null : { Map: map, table: at('table'), groups: at('groups') },
    hasMallocHeaders: minor >= firstWithMallocHeaders,
    hasInlineMarks: isGreen && !info.experiments.includes('nogreenteagc'),
  };
}

/** 22 for `go1.22`, `go1.22.12` and `go1.22rc1`; `null` for what is no release, as `devel`. */
function minorOf(version: string): number | null {
  const match = /^go1\.(\d+)(?:\.\d+|rc\d+|beta\d+)?(?:[-+].*)?$/.exec(version);
  return match === null ? null : Number(match[1]);
}

type Spans = readonly (readonly [from: number, to: number, bytes: number])[];

function offsetsAt<Name extends keyof Table>(
  structure: Table[Name],
  minor: number,
): StructureOffsets<Name>;
function offsetsAt(
  structure: Readonly<Record<string, Spans>>,
  minor: number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(structure).map(([field, spans]) => [
      field,
      spans.find(([from, to]) => minor >= from && minor <= to)?.[2] ?? -1,
    ]),
  );
}

/** `1.19, 1.22 to 1.27`. */
function namesOf(minors: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const minor of minors) {
    const last = runs.at(-1);
    if (last?.[1] === minor - 1) last[1] = minor;
    else runs.push([minor, minor]);
  }
  return runs.map(([from, to]) => (from === to ? `1.${from}` : `1.${from} to 1.${to}`)).join(', ');
}
