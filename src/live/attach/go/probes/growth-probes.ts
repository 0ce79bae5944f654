import type { GrowthKind } from '../../../../maps/model/growth-event.ts';
import { SandboxError } from '../../../../base/primitives/errors/sandbox-error.ts';
import type { GoParts } from '../go-parts.ts';
import { ProbeGroup } from './probe-group.ts';
import { type ProbeHit, ProbeLines } from './probe-lines.ts';
import { prologueBytes, probeSite } from './probe-site.ts';
import { openTracefs, type OpenTracefs } from './tracefs.ts';

/** A growth of a Go map as the program starts it, at the insert. */
export interface ProbedGrowth {
  readonly kind: Extract<GrowthKind, 'double' | 'same-size' | 'table-growth' | 'split'>;
  /** Of the map's header. */
  readonly mapAddress: number;
  /** The exact type, by the type that the program passes; `null` for one that it made while running. */
  readonly type: string | null;
  /** Entries of the map after the insert that starts it. */
  readonly entries: number;
  /** log2 of the buckets of a classic map, of the tables' directory in a Swiss one. */
  readonly log2: number;
  /** Buckets (classic) or slots (Swiss) of what grows. */
  readonly fromBuckets: number;
  readonly toBuckets: number;
  /** Wall clock in milliseconds since 1970. */
  readonly atMs: number;
  readonly thread: number;
  /** Innermost call of the program first: `main.fill (main.go:22)`. */
  readonly stack: readonly string[];
}

type Parts = Pick<
  GoParts,
  'identity' | 'elf' | 'bias' | 'functions' | 'layout' | 'family' | 'goTypes'
>;

/** Registers of the first arguments, by Go's calling convention. */
const registers = {
  amd64: ['%ax', '%bx', '%cx'],
  arm64: ['%x0', '%x1', '%x2'],
} as const;

const runtimeFunction = /^(?:runtime|internal\/runtime\/\w+)\./;
const mostSwissSlots = 1024;
const smallSwissSlots = 8;

/**
 * Probes of the kernel at the functions in which maps of one Go program grow, and nowhere else: what a
 * program does between growths costs it nothing. They are taken away by `close`, at the end of this
 * process, and by the next one if it is killed.
 */
export class GrowthProbes {
  readonly #parts: Parts;
  readonly #tracefs: OpenTracefs;
  readonly #group: ProbeGroup;
  readonly #lines = new ProbeLines();
  readonly #places = new Map<number, string | null>();
  readonly #typeNames: ReadonlyMap<number, string>;
  #heard = 0;

  private constructor(parts: Parts, tracefs: OpenTracefs) {
    this.#parts = parts;
    this.#tracefs = tracefs;
    this.#typeNames = new Map(parts.goTypes.mapTypes.map(({ address, name }) => [address, name]));
    this.#group = new ProbeGroup(tracefs.folder);
  }

  /**
   * Sets the probes.
   *
   * @throws SandboxError `environment` where a right is missing or the kernel refuses
   */
  static open(parts: Parts): GrowthProbes {
    const tracefs = openTracefs();
    let probes: GrowthProbes | null = null;
    try {
      probes = new GrowthProbes(parts, tracefs);
      probes.#set();
      return probes;
    } catch (error) {
      probes?.close();
      tracefs.close();
      throw error;
    }
  }

  /** Growths that began since the last call, in order. */
  read(): readonly ProbedGrowth[] {
    const hits = this.#lines.read(this.#group.read());
    return this.#growthsOf(hits);
  }

  /** Hears no more, and gives the rest. */
  end(): readonly ProbedGrowth[] {
    this.#group.stop();
    const before = this.read();
    return [...before, ...this.#growthsOf(this.#lines.end())].toSorted(
      (one, other) => one.atMs - other.atMs,
    );
  }

  /**
   * Growths that were read, entries that the kernel had no room for, and the kernel's own count: of
   * every process that runs this executable.
   */
  get counts(): { readonly heard: number; readonly lost: number; readonly kernel: number } {
    return { heard: this.#heard, lost: this.#lines.lost, kernel: this.#group.hits() };
  }

  /** Takes the probes away. May be called twice. */
  close(): void {
    this.#group.close();
    this.#tracefs.close();
  }

  #set(): void {
    const { elf, bias, functions, identity } = this.#parts;
    const probes = this.#probes();
    const entries = functions.entriesOf(new Set(probes.map((probe) => probe.function)));
    for (const { event, function: name, fetch } of probes) {
      const entry = entries.get(name);
      const offset = entry === undefined ? null : elf.fileOffsetOf(entry - bias);
      // Some builds have one of them inlined or not at all.
      if (offset === null) continue;
      const machine = elf.machine === 'arm64' ? 'arm64' : 'amd64';
      const site = probeSite(machine, elf.readFile(offset, prologueBytes));
      this.#group.add(event, `/proc/${identity.pid}/exe`, offset + site, fetch);
    }
    if (entries.size === 0) {
      throw new SandboxError(
        'environment',
        `cannot set probes: process ${identity.pid} has none of the functions in which maps grow`,
      );
    }
    this.#group.start(identity.pid);
  }

  #probes(): readonly { event: string; function: string; fetch: string }[] {
    const { elf, layout, family } = this.#parts;
    const [first, second, third] = registers[elf.machine === 'arm64' ? 'arm64' : 'amd64'];
    if (family.kind === 'classic' && layout.classic !== null) {
      const { hmap } = layout.classic;
      return [
        {
          event: 'classic',
          function: 'runtime.hashGrow',
          fetch: `t=${first}:x64 m=${second}:x64 n=+${hmap.count}(${second}):u64 b=+${hmap.B}(${second}):u8`,
        },
      ];
    }
    if (layout.swiss === null) return [];
    const { Map: header, table } = layout.swiss;
    return [
      {
        event: 'small',
        function: 'internal/runtime/maps.(*Map).growToTable',
        fetch: `m=${first}:x64 t=${second}:x64 n=+${header.used}(${first}):u64`,
      },
      {
        event: 'table',
        function: 'internal/runtime/maps.(*table).rehash',
        fetch: `t=${second}:x64 m=${third}:x64 n=+${header.used}(${third}):u64 b=+${header.globalDepth}(${third}):u8 c=+${table.capacity}(${first}):u16`,
      },
    ];
  }

  #growthsOf(hits: readonly ProbeHit[]): readonly ProbedGrowth[] {
    this.#heard += hits.length;
    // Both clocks start at boot: the difference to that of the wall is taken anew, since it is set.
    const bootMs = Date.now() - Number(process.hrtime.bigint() / 1000n) / 1000;
    return hits.map((hit) => this.#growthOf(hit, bootMs));
  }

  #growthOf({ event, fetched, thread, seconds, stack }: ProbeHit, bootMs: number): ProbedGrowth {
    const { t: type = 0, m: mapAddress = 0, n: held = 0, b: log2 = 0 } = fetched;
    return {
      ...shapeOf(event, held, log2, fetched['c'] ?? 0),
      mapAddress,
      type: this.#typeNames.get(type) ?? null,
      entries: held + 1,
      log2,
      atMs: bootMs + seconds * 1000,
      thread,
      stack: this.#stackOf(stack),
    };
  }

  /** From the call that the program made on; the frame between it and the probe is not yet set up. */
  #stackOf(addresses: readonly number[]): readonly string[] {
    const places = addresses.slice(1).flatMap((address) => this.#placeOf(address) ?? []);
    const first = places.findIndex((place) => !runtimeFunction.test(place));
    return places.slice(Math.max(0, first)).filter((place) => !place.startsWith('runtime.goexit'));
  }

  #placeOf(address: number): string | null {
    const known = this.#places.get(address);
    if (known !== undefined) return known;
    const place = this.#parts.functions.placeOf(address, true);
    const where =
      place?.file == null || place.line === null ? '' : ` (${place.file}:${place.line})`;
    const text = place === null ? null : `${place.function}${where}`;
    this.#places.set(address, text);
    return text;
  }
}

type GrowthShape = Pick<ProbedGrowth, 'kind' | 'fromBuckets' | 'toBuckets'>;

function shapeOf(event: string, held: number, log2: number, slots: number): GrowthShape {
  if (event === 'small')
    return { kind: 'table-growth', fromBuckets: smallSwissSlots, toBuckets: 2 * smallSwissSlots };
  if (event === 'table') {
    const kind = slots >= mostSwissSlots ? 'split' : 'table-growth';
    return { kind, fromBuckets: slots, toBuckets: 2 * slots };
  }
  // As the runtime decides between too many entries and too many overflow buckets.
  const buckets = 2 ** log2;
  const isFull = held + 1 > 8 && held + 1 > 6.5 * buckets;
  return isFull
    ? { kind: 'double', fromBuckets: buckets, toBuckets: 2 * buckets }
    : { kind: 'same-size', fromBuckets: buckets, toBuckets: buckets };
}
