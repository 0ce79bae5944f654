import type { GrowthKind } from './growth-event.ts';
import { classicVersion } from './classic-version.ts';
import {
  familyOf,
  type MapFamily,
  type MapModel,
  mapModels,
  type SizedFamily,
  type SizedModel,
  sizedModels,
} from './map-model.ts';

/** What all models of a family have in common. */
export interface FamilyFacts {
  /** Whose maps they are. */
  readonly runtime: 'go' | 'node' | 'redis' | 'python' | 'node-object';
  /** Which bytes a size model of the family counts, and which it leaves to the entries. */
  readonly counted: string;
  /** Growths that such a map can have, in the order in which it has them first. */
  readonly growthKinds: readonly GrowthKind[];
  /** What a bucket, or a group, has room for. */
  readonly slotsPerBucket: number;
  /** Entries per bucket, on the average, above which a table grows. */
  readonly entriesPerBucketAtGrowth: number;
  /** Whether the map grows as one: else every table of it by itself, at a time that the hash decides. */
  readonly growsAsOne: boolean;
  /** Bytes that a growth needs beside each byte that the map holds. */
  readonly bytesNeededPerByte: number;
  /** Whether a table stays as large as it was when entries are deleted. */
  readonly keepsTable: boolean;
  /** Whether `make` takes a size hint. */
  readonly takesHint: boolean;
  /** Whether there is a `sync.Map` beside it. */
  readonly hasSyncMap: boolean;
}

/** What is known of each family, once. */
export const familyFacts: Readonly<Record<SizedFamily, FamilyFacts>> = {
  classic: {
    runtime: 'go',
    counted: 'table with keys and values inside',
    growthKinds: ['double', 'same-size'],
    slotsPerBucket: 8,
    entriesPerBucketAtGrowth: 6.5,
    growsAsOne: true,
    // A doubling holds the old table and one of twice its size.
    bytesNeededPerByte: 2,
    keepsTable: true,
    takesHint: true,
    hasSyncMap: true,
  },
  swiss: {
    runtime: 'go',
    counted: 'table with keys and values inside',
    growthKinds: ['table-growth', 'split', 'directory-doubling', 'prune'],
    slotsPerBucket: 8,
    entriesPerBucketAtGrowth: 7,
    growsAsOne: false,
    // The tables split one by one, which adds as much as there is.
    bytesNeededPerByte: 1,
    keepsTable: true,
    takesHint: true,
    hasSyncMap: true,
  },
  v8: {
    runtime: 'node',
    counted: 'table of pointers, without keys and values',
    growthKinds: ['double', 'rehash', 'shrink'],
    slotsPerBucket: 2,
    entriesPerBucketAtGrowth: 2,
    growsAsOne: true,
    bytesNeededPerByte: 2,
    keepsTable: false,
    takesHint: false,
    hasSyncMap: false,
  },
  redis: {
    runtime: 'redis',
    counted: 'table of pointers of one dict, without its entries, keys and values',
    // Any growth doubles; one that was put off while a child saved makes the table eight times as large.
    growthKinds: ['double', 'shrink'],
    slotsPerBucket: 1,
    entriesPerBucketAtGrowth: 1,
    growsAsOne: true,
    bytesNeededPerByte: 2,
    keepsTable: false,
    takesHint: false,
    hasSyncMap: false,
  },
  cpython: {
    runtime: 'python',
    counted: 'what sys.getsizeof says of the dict or set, without keys and values',
    growthKinds: ['double', 'table-growth', 'rehash', 'shrink'],
    slotsPerBucket: 1,
    entriesPerBucketAtGrowth: 2 / 3,
    growsAsOne: true,
    // A little more where the index of a slot takes one more byte, or two.
    bytesNeededPerByte: 2,
    // Deletes leave it as it is; the insert that finds no room may make it smaller.
    keepsTable: true,
    takesHint: false,
    hasSyncMap: false,
  },
  'v8-object': {
    runtime: 'node-object',
    counted: 'dictionary of an object, without the object, its keys and values',
    growthKinds: ['double', 'shrink'],
    slotsPerBucket: 1,
    entriesPerBucketAtGrowth: 2 / 3,
    growsAsOne: true,
    bytesNeededPerByte: 2,
    keepsTable: false,
    takesHint: false,
    hasSyncMap: false,
  },
};

/** What is known of one model. */
export interface SizedFacts extends FamilyFacts {
  readonly family: SizedFamily;
  /** The minor version of Go, 22 for `go1.22`; `null` for maps that are none of Go. */
  readonly goMinor: number | null;
}

const facts = new Map(sizedModels.map((model) => [model, factsOf(model)]));

/** The same of one that runs here. */
export interface ModelFacts extends SizedFacts {
  readonly family: MapFamily;
  readonly runtime: 'go' | 'node';
}

/** All that code may ask about a model; nothing else takes its name apart. */
export function modelFacts(model: MapModel): ModelFacts;
export function modelFacts(model: SizedModel): SizedFacts;
export function modelFacts(model: SizedModel): SizedFacts {
  return facts.get(model) ?? factsOf(model);
}

/** The family of the map of a real Go 1.`minor`, also of one that is no model. */
export function familyOfGo(minor: number): Extract<MapFamily, 'classic' | 'swiss'> {
  return minor < firstSwissMinor ? 'classic' : 'swiss';
}

const swissMinors = mapModels.flatMap((model) => {
  const { family, goMinor } = modelFacts(model);
  return family === 'swiss' && goMinor !== null ? [goMinor] : [];
});

/** The first version of Go with Swiss maps, and the newest that there is a model of. */
export const firstSwissMinor: number = Math.min(...swissMinors);
export const newestGoMinor: number = Math.max(...swissMinors);

function factsOf(model: SizedModel): SizedFacts {
  const family = familyOf(model);
  const minor = /^go1\.(\d+)$/.exec(model)?.[1];
  const common = { ...familyFacts[family], family };
  if (minor === undefined) return { ...common, goMinor: null };
  const goMinor = Number(minor);
  if (family !== 'classic') return { ...common, goMinor };
  return { ...common, goMinor, entriesPerBucketAtGrowth: classicVersion(goMinor).load };
}
