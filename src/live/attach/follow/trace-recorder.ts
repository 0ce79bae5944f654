import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { formatTraceHeader } from '../../trace/trace-csv-header.ts';
import type { MapType } from '../../trace/trace.ts';
import type { LiveMap, LiveProcess } from '../../../maps/figures/live-map.ts';
import { LookWriter } from '../recorded/look-writer.ts';
import type { MapsLook } from './followed.ts';

/**
 * Makes a trace of a process and one of its maps, look by look, as lines of CSV; between them comments
 * that tell of all maps, for the page of the recording.
 */
export class TraceRecorder {
  readonly #wanted: string | null;
  readonly #process: LiveProcess;
  readonly #looks: LookWriter;
  #id: string | null = null;

  /** @param wanted name or address of the map; `null` is the largest at the first look */
  constructor(process: LiveProcess, wanted: string | null) {
    this.#process = process;
    this.#looks = new LookWriter(process);
    this.#wanted = wanted;
  }

  /**
   * The lines of one look, above the first of them those that say what the trace is. Where the map is
   * gone, only what the others do is told.
   *
   * @throws SandboxError `usage` at the first look without a limit, or without such a map
   */
  take(look: MapsLook): string {
    const { maps, room, atMs } = look;
    if (room === null) {
      throw new SandboxError(
        'usage',
        'expected --limit with --record: no control group limits the memory of the process, and a trace is of percent',
      );
    }
    const isFirst = this.#id === null;
    this.#id ??= this.#choose(maps.map(({ map }) => map)).id;
    const found = maps.find(({ map }) => map.id === this.#id)?.map;
    const told = this.#looks.take(look);
    if (found === undefined) return told;
    const percent = Math.min(100, (100 * room.usedBytes) / room.limitBytes);
    const row = `${new Date(atMs).toISOString()},${Number(percent.toFixed(4))},${found.figures.entries}\n`;
    return (isFirst ? this.#head(found, room.limitBytes) : '') + row + told;
  }

  #choose(maps: readonly LiveMap[]): LiveMap {
    const found = maps.find(
      ({ name, address }) =>
        this.#wanted === null || name === this.#wanted || address === this.#wanted,
    );
    if (found !== undefined) return found;
    const names = maps.slice(0, 8).map(({ name, address, id }) => name ?? address ?? id);
    throw new SandboxError(
      'usage',
      `expected --map to be one of the maps of the process, such as ${names.join(', ')}, got ${this.#wanted ?? 'none'}`,
    );
  }

  #head(map: LiveMap, limitBytes: number): string {
    const name = (map.name ?? map.address ?? map.id).replaceAll(/\s/g, ' ');
    const [id, ...rest] = formatTraceHeader({
      id: `${this.#process.name} ${name}`,
      limitBytes,
      exhaustedAtMinute: null,
      map: mapTypeOf(map),
      label: null,
    }).split('\n');
    return [id, '# source: mapswell attach', ...rest].join('\n') + 'time,memory_percent,entries\n';
  }
}

/**
 * The type by which the size models know the map; `null` where no model does. Types that only the program
 * knows are those of the same size.
 */
export function mapTypeOf({ spec }: LiveMap): MapType | null {
  if (spec === null) return null;
  return { model: spec.map, key: typeName(spec.key), value: typeName(spec.value) };
}

type SpecType = NonNullable<LiveMap['spec']>['key'];

function typeName(type: SpecType): string {
  if (typeof type === 'string') return type;
  if (type.keyKind === 'string') return 'string';
  if (/^u?int(?:8|16|32|64)?$/.test(type.name)) return type.name;
  if (type.sizeBytes === 0) return 'struct{}';
  if (type.hasPointers) return type.sizeBytes === 8 ? '*int' : `[${type.sizeBytes / 8}]*int`;
  return `[${type.sizeBytes}]byte`;
}
