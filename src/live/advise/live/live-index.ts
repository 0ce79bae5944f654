import { basename } from 'node:path';
import type { LiveMap, LiveMapSpec } from '../../../maps/figures/live-map.ts';
import type { GoType } from '../../../maps/model/go-type/go-type.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { LiveFigures, UnexplainedMap } from '../advice-document.ts';
import { isFunctionOf } from '../profile/profile-index.ts';
import type { SiteTypes } from '../site-costs.ts';
import type { MapSite, SiteUse } from '../sites/map-site.ts';
import { symbolOf, symbolPrefix } from '../sites/symbol-of.ts';

/** A recorded process as far as advice asks: `ProcessView` is one, whose own types need those of Node.js. */
export interface RecordedProcess {
  readonly maps: readonly RecordedMap[];
}

interface RecordedMap {
  readonly label: string;
  readonly row: {
    readonly map: LiveMap;
    readonly next: { readonly model: LiveFigures['nextGrowth'] } | null;
  };
  readonly growths: readonly { readonly stack: readonly string[] | null }[];
}

/** A site, and what its package knows of it. */
export interface PlacedSite {
  readonly site: MapSite;
  readonly types: SiteTypes | null;
  /** Import path of its package. */
  readonly packagePath: string;
}

/** `main.(*Store).Put (/src/store.go:12)` */
const frame = /^(.*) \((.*):(\d+)\)$/;
/** How many calls above the line that grew a map it may have been handed on. */
const mostCalls = 4;

/** Maps of a recorded process by what names them: a growth's line, a variable, or a field of one. */
export class LiveIndex {
  readonly #maps: readonly RecordedMap[];
  readonly #taken = new Set<RecordedMap>();

  constructor({ maps }: RecordedProcess) {
    this.#maps = maps;
  }

  /** Gives the sites of a package the maps that are theirs; each map goes to one site. */
  figuresOf(sites: readonly PlacedSite[], model: MapModel): ReadonlyMap<MapSite, LiveFigures> {
    const found = new Map<MapSite, RecordedMap[]>();
    const rules = [isGrownBy, isVariable, isFieldOfVariable(sites)];
    for (const isOf of rules)
      for (const placed of sites)
        for (const map of this.#maps) {
          if (this.#taken.has(map) || !isOf(map, placed)) continue;
          this.#taken.add(map);
          found.set(placed.site, [...(found.get(placed.site) ?? []), map]);
        }
    return new Map(
      sites.flatMap(({ site, types }) => {
        const maps = found.get(site);
        return maps === undefined ? [] : [[site, figuresOf(maps, types, model)] as const];
      }),
    );
  }

  /** Takes the collections that have one of these names, of a program whose types say nothing of their tables. */
  figuresOfNamed(names: readonly string[]): LiveFigures | null {
    const maps = this.#maps.filter(
      (map) =>
        !this.#taken.has(map) && map.row.map.name !== null && names.includes(map.row.map.name),
    );
    for (const map of maps) this.#taken.add(map);
    return maps.length === 0 ? null : figuresOf(maps, null, 'v8');
  }

  /** The maps that no site has taken, largest first. */
  get unexplained(): readonly UnexplainedMap[] {
    return this.#maps
      .filter((map) => !this.#taken.has(map))
      .map(({ label, row: { map } }) => ({
        name: map.name ?? label,
        type: map.type ?? '',
        bytes: map.figures.bytes.held,
        entries: map.figures.entries,
      }))
      .toSorted((a, b) => b.bytes - a.bytes);
  }
}

/** A growth was heard at one of its writes, or below a call that it was handed to. */
function isGrownBy({ growths }: RecordedMap, { site }: PlacedSite): boolean {
  return growths.some(({ stack }) =>
    (stack ?? []).slice(0, mostCalls).some((text, depth) => {
      const [, name = '', file = '', line = ''] = frame.exec(text) ?? [];
      return site.uses.some(
        (use) =>
          /^(?:write|create|replace|escape)$/.test(use.kind) &&
          (depth === 0) === (use.kind !== 'escape') &&
          isLine(use, file, Number(line)) &&
          isFunctionOf(name, use.function),
      );
    }),
  );
}

function isLine({ file, line }: SiteUse, path: string, number: number): boolean {
  return line === number && basename(file.fullPath) === basename(path);
}

/** A variable of the package, by its symbol. */
function isVariable({ row: { map } }: RecordedMap, { site, packagePath }: PlacedSite): boolean {
  return site.kind === 'global' && map.name === symbolOf(site, packagePath);
}

/** A field of a variable, which attach knows by its offset: the one of the package whose sizes are those. */
function isFieldOfVariable(
  sites: readonly PlacedSite[],
): (map: RecordedMap, placed: PlacedSite) => boolean {
  return ({ row: { map } }, placed) => {
    const { site, packagePath } = placed;
    const { name, spec } = map;
    const isOfPackage = name?.startsWith(`${symbolPrefix(site, packagePath)}.`) === true;
    if (site.kind !== 'field' || !isOfPackage || !/\+\d+$/.test(name) || spec === null)
      return false;
    const fitting = sites.filter(
      ({ site: { kind }, types }) => kind === 'field' && types !== null && isOfSizes(types, spec),
    );
    return fitting.length === 1 && fitting[0]?.site === site;
  };
}

function isOfSizes({ key, value }: SiteTypes, spec: LiveMapSpec): boolean {
  return isSameSize(parseGoType(key), spec.key) && isSameSize(parseGoType(value), spec.value);
}

function isSameSize(type: GoType, given: string | GoType): boolean {
  const other = typeof given === 'string' ? parseGoType(given) : given;
  return type.sizeBytes === other.sizeBytes && type.hasPointers === other.hasPointers;
}

function figuresOf(
  maps: readonly RecordedMap[],
  types: SiteTypes | null,
  model: MapModel,
): LiveFigures {
  const sum = (figure: (map: RecordedMap['row']['map']) => number): number =>
    maps.reduce((total, { row }) => total + figure(row.map), 0);
  const entries = sum(({ figures }) => figures.entries);
  const [first] = maps;
  return {
    source: 'record',
    isEstimate: false,
    bytes: sum(({ figures }) => figures.bytes.held),
    tables: sum(({ figures }) => figures.tables?.length ?? 1),
    entriesFrom: entries,
    entriesTo: entries,
    nextGrowth: maps.length === 1 && first !== undefined ? nextOf(first, types, model) : null,
    otherGrowths: [],
  };
}

/** As attach foresaw it, which knows the table; else as `plan` has it. */
function nextOf(
  { row: { map, next } }: RecordedMap,
  types: SiteTypes | null,
  model: MapModel,
): LiveFigures['nextGrowth'] {
  if (next?.model != null) {
    // What lies in overflow buckets is estimated there.
    const { atEntries, bytesDuring, bytesAfter } = next.model;
    return {
      atEntries,
      bytesDuring: Math.round(bytesDuring),
      bytesAfter: Math.round(bytesAfter),
    };
  }
  if (types === null) return null;
  const { nextGrowth } = planGrowth({ map: model, ...types, entries: map.figures.entries });
  if (nextGrowth === null) return null;
  const { entries: atEntries, bytesDuring, bytesAfter } = nextGrowth;
  return { atEntries, bytesDuring, bytesAfter };
}
