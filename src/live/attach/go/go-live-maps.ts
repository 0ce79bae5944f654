import type { LiveMap, LiveMapSpec } from '../../../maps/figures/live-map.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import { isMapModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { swissChargesEqual } from '../../../maps/model/size/swiss-go-layout.ts';
import { goTypeOf } from './maps/entry-boxes.ts';
import type { GoMap } from './maps/go-map.ts';
import type { RuntimeMapType } from './program/go-types.ts';
import type { GlobalVariable } from './program/global-variables.ts';

/** What is known of a map beside its own memory. */
export interface MapCircumstances {
  readonly id: string;
  /** Of its header, as text. */
  readonly address: string;
  readonly holder: GlobalVariable | null;
  /** Whether its header changed between two looks: then somebody writes to it. */
  readonly wasWritten: boolean;
  readonly model: MapModel | null;
  /** Whether the program made map types as it ran. */
  readonly hasMadeTypes: boolean;
  readonly atMs: number;
}

/** A map of a Go process in the words that all sources of live maps have. */
export function liveMapOf(map: GoMap, circumstances: MapCircumstances): LiveMap {
  const { id, address, holder, wasWritten, model, hasMadeTypes, atMs } = circumstances;
  const { evidence, candidates } = map.verdict;
  const isProven = evidence === 'type-header' || !hasMadeTypes;
  const type = isProven ? map.verdict.type : null;
  const name = holder?.name ?? null;
  const isReferenced = holder !== null || wasWritten || map.survival === 'survived';
  return {
    id,
    address,
    name,
    namedBy: name === null ? null : 'variable',
    kind: 'map',
    type: type?.name ?? null,
    candidateTypes: type === null ? namesOf(candidates) : noTypes,
    spec: model === null ? null : specOf(model, candidates),
    figures: map.figures,
    shards: null,
    // Allocated since the last cycle and held by no variable: nobody can say without a walk over the heap.
    isReferenced: isReferenced ? true : null,
    atMs,
  };
}

const lastClassicMinor = 23;

/** The model of a program's maps; `null` where none describes them to the byte. */
export function modelOf(
  minor: number,
  family: 'classic' | 'swiss',
  experiments: readonly string[],
): MapModel | null {
  if (experiments.includes('mapsplitgroup')) return null;
  // 1.24 and 1.25 can be built with the classic maps of 1.23.
  const modelled = family === 'swiss' ? minor : Math.min(lastClassicMinor, minor);
  const name = `go1.${modelled}`;
  return isMapModel(name) ? name : null;
}

const noTypes: readonly string[] = [];
const names = new WeakMap<readonly RuntimeMapType[], readonly string[]>();

function namesOf(candidates: readonly RuntimeMapType[]): readonly string[] {
  const known = names.get(candidates) ?? candidates.map(({ name }) => name);
  names.set(candidates, known);
  return known;
}

const specs = new WeakMap<readonly RuntimeMapType[], LiveMapSpec | null>();

/** One spec for all types that fit, if their tables are charged the same now and after every growth. */
function specOf(map: MapModel, candidates: readonly RuntimeMapType[]): LiveMapSpec | null {
  const known = specs.get(candidates);
  if (known !== undefined) return known;
  const [first] = candidates;
  const isUsable =
    first !== undefined &&
    (candidates.length === 1 || candidates.every((each) => isLike(map, first, each)));
  const spec = isUsable ? { map, key: goTypeOf(first.key), value: goTypeOf(first.value) } : null;
  specs.set(candidates, spec);
  return spec;
}

const mostInlineBytes = 128;

function isLike(map: MapModel, first: RuntimeMapType, other: RuntimeMapType): boolean {
  const isInline =
    other.key.sizeBytes <= mostInlineBytes && other.value.sizeBytes <= mostInlineBytes;
  if (!isInline) return false;
  if (first.inner.sizeBytes === other.inner.sizeBytes) return true;
  // Tables have few sizes: groups of 136 and 144 bytes are in one size class with each of them.
  return modelFacts(map).family === 'swiss' && swissChargesEqual(first.inner, other.inner);
}
