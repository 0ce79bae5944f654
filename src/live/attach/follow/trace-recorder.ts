import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { formatTraceHeader } from '../../trace/trace-csv-header.ts';
import type { MapType } from '../../trace/trace.ts';
import type { LiveMap } from '../../../maps/figures/live-map.ts';
import type { FollowLook } from './follower.ts';

/** Makes a trace of a process and one of its maps, look by look, as lines of CSV. */
export class TraceRecorder {
  readonly #wanted: string | null;
  readonly #processName: string;
  #id: string | null = null;

  /** @param wanted name or address of the map; `null` is the largest at the first look */
  constructor(processName: string, wanted: string | null) {
    this.#processName = processName;
    this.#wanted = wanted;
  }

  /**
   * The lines of one look, above the first of them those that say what the trace is; empty where the map
   * is gone.
   *
   * @throws SandboxError `usage` at the first look without a limit, or without such a map
   */
  take({ maps, room, atMs }: Pick<FollowLook, 'maps' | 'room' | 'atMs'>): string {
    if (room === null) {
      throw new SandboxError(
        'usage',
        'expected --limit with --record: no control group limits the memory of the process, and a trace is of percent',
      );
    }
    const isFirst = this.#id === null;
    this.#id ??= this.#choose(maps.map(({ map }) => map)).id;
    const found = maps.find(({ map }) => map.id === this.#id)?.map;
    if (found === undefined) return '';
    const percent = Math.min(100, (100 * room.usedBytes) / room.limitBytes);
    const row = `${new Date(atMs).toISOString()},${Number(percent.toFixed(4))},${found.figures.entries}\n`;
    return isFirst ? this.#head(found, room.limitBytes) + row : row;
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
      id: `${this.#processName} ${name}`,
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
