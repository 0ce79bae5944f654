import type { MapSpec } from '../../../maps/model/map-spec.ts';
import { readGuard } from '../../../maps/model/guards.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import type {
  AdvisedSite,
  LiveFigures,
  MeasuredGuard,
  UnexplainedMap,
} from '../advice-document.ts';
import type { MapSite } from '../sites/map-site.ts';
import { symbolOf } from '../sites/symbol-of.ts';

/** A cell of a run that says which map it measures, as far as advice asks. */
export interface RecordedCell extends Pick<MapSpec, 'map' | 'key' | 'value' | 'hint'> {
  readonly site: string;
  readonly measured: MeasuredGuard;
  readonly tables: number;
  /** The most entries that it held: its tables stay as they were then. */
  readonly peakEntries: number;
}

/** What a run measured of a site. */
export interface RunFigures {
  readonly live: LiveFigures;
  readonly measured: readonly MeasuredGuard[];
}

/** Cells of a run by the maps that they say they measure. */
export class RunIndex {
  readonly #bySite = new Map<string, RecordedCell[]>();
  readonly #taken = new Set<string>();

  constructor(cells: readonly RecordedCell[]) {
    for (const cell of cells)
      this.#bySite.set(cell.site, [...(this.#bySite.get(cell.site) ?? []), cell]);
  }

  /** What was measured of a map, by its id or by the symbol of a variable; `null` for nothing. */
  figuresOf(site: MapSite, id: string, packagePath: string): RunFigures | null {
    const names = [...this.#bySite.keys()].filter(
      (name) => isId(name, id) || (site.kind === 'global' && name === symbolOf(site, packagePath)),
    );
    for (const name of names) this.#taken.add(name);
    const cells = names.flatMap((name) => this.#bySite.get(name) ?? []);
    // Several shards are no longer the map of the source.
    const single = cells.filter(({ measured }) => isSingle(measured));
    const own = single.find(({ measured }) => measured.guard === site.lock?.kind) ?? single[0];
    return own === undefined
      ? null
      : { live: liveOf(own), measured: cells.map(({ measured }) => measured) };
  }

  /** Maps that no site is, with their figures. */
  get unexplained(): readonly UnexplainedMap[] {
    return [...this.#bySite]
      .filter(([name]) => !this.#taken.has(name))
      .flatMap(([name, [cell]]) =>
        cell === undefined
          ? []
          : [
              {
                name,
                type: `map[${cell.key}]${cell.value}`,
                bytes: cell.measured.bytesHeld,
                entries: cell.measured.entries,
              },
            ],
      )
      .toSorted((a, b) => b.bytes - a.bytes);
  }
}

/** Whether an id is that of a site, where either may have been told from a folder above the other's. */
function isId(name: string, id: AdvisedSite['id']): boolean {
  return name === id || id.endsWith(`/${name}`) || name.endsWith(`/${id}`);
}

function isSingle({ guard }: MeasuredGuard): boolean {
  return guard !== 'sync.Map' && readGuard(guard)?.shards === 1;
}

function liveOf({ measured, tables, peakEntries, ...spec }: RecordedCell): LiveFigures {
  const { map, key, value, hint } = spec;
  const { entries, bytesHeld } = measured;
  const { nextGrowth: next } = planGrowth({ map, key, value, hint, entries: peakEntries });
  return {
    source: 'run',
    isEstimate: false,
    bytes: bytesHeld,
    tables,
    entriesFrom: entries,
    entriesTo: entries,
    nextGrowth:
      next === null
        ? null
        : { atEntries: next.entries, bytesDuring: next.bytesDuring, bytesAfter: next.bytesAfter },
    otherGrowths: [],
  };
}
