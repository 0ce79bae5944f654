import { normalQuantile } from '../../../base/stats/distributions/normal-quantile.ts';
import { type ClassicVersion, classicVersion } from '../classic-version.ts';
import type { GoType } from '../go-type/go-type.ts';
import { namedGoType, wordGoType } from '../go-type/go-type.ts';
import type { GoObject } from '../payload/go-objects.ts';
import { tinyBlocks } from '../payload/go-payload.ts';
import { chargedBytes } from '../size-class.ts';
import { classicGoModel } from './classic-go-model.ts';
import { highestOfAll } from './highest-of.ts';
import type { PlannedGrowth } from './growth-plan.ts';
import type { RisingStretch, SizeModel, SizeState } from './size-model.ts';
import { trieNodes } from './trie-nodes.ts';

/** The first Go whose `sync.Map` is a trie of hashes. */
const firstTrieMinor = 24;
const tinyBytes = 16;

/** Before Go 1.20 the record of the map that is read stood in an interface, a word more. */
const firstPointerMinor = 20;
const oldestBytes = 48;
/** Of the old `sync.Map`: itself, its record of the map that is read, and for each entry two objects. */
const oldBytes = 32;
const readOnlyBytes = 16;
const entryBytes = 8;
const holderBytes = 16;
/** Of the trie: itself, a node of 16 ways (152 bytes), and a leaf of key and value for each entry. */
const trieBytes = 48;
const nodeBytes = 160;
const leafBytes = 48;

/**
 * The closed form of a `sync.Map` into which distinct keys are stored, and nothing is looked up: up to
 * Go 1.23 all keys stand in one of its two maps, from Go 1.24 on in a trie. Keys and values lie in
 * objects of their own, as in any interface; the bytes of strings do not count.
 *
 * @param goMinor 22 for Go 1.22
 */
export function syncMapModel(goMinor: number, key: GoType, value: GoType): SizeModel {
  if (goMinor >= firstTrieMinor) return trieModel(boxesOf(key, value, true));
  const version = classicVersion(goMinor);
  return oldModel(boxesOf(key, value, version.hasMallocHeaders), version, mapBytes(goMinor));
}

/**
 * What an old `sync.Map` of so many entries takes once its map was made the one that is read, by enough
 * look-ups that missed or by a `Range`, and another key is stored: that copies all of it.
 */
export function syncMapCopyBytes(
  entries: number,
  key: GoType,
  value: GoType,
  goMinor: number,
): number {
  const held = syncMapModel(goMinor, key, value).state(entries).bytesHeld;
  return held + innerModel(entries, classicVersion(goMinor)).state(entries).bytesHeld;
}

function mapBytes(goMinor: number): number {
  return goMinor < firstPointerMinor ? oldestBytes : oldBytes;
}

/** Where what a trie holds lies at 95 % of all hashes. */
export function trieSpread(
  model: SizeModel,
  entries: number,
): { readonly low: number; readonly high: number } {
  const { bytesHeld } = model.state(entries);
  const reach = normalQuantile(0.975) * nodeBytes * trieNodes(entries).sd;
  return { low: bytesHeld - reach, high: bytesHeld + reach };
}

interface Boxes {
  readonly bytes: number;
  readonly objects: number;
}

/** A key and a value in objects of their own; small ones share blocks of 16 bytes. */
function boxesOf(key: GoType, value: GoType, hasMallocHeaders: boolean): Boxes {
  const boxed = [key, value].filter(needsBox).map((type): GoObject => ({
    sizes: { kind: 'fixed', bytes: type.sizeBytes },
    hasPointers: type.hasPointers,
    perEntry: 1,
    name: type.name,
  }));
  const blocks = [...tinyBlocks(boxed).values()].reduce((sum, count) => sum + count, 0);
  const bytes = [key, value]
    .filter(needsBox)
    .filter(({ sizeBytes, hasPointers }) => hasPointers || sizeBytes >= tinyBytes)
    .reduce(
      (sum, type) => sum + chargedBytes(type.sizeBytes, type.hasPointers && hasMallocHeaders),
      0,
    );
  return { bytes: bytes + blocks * tinyBytes, objects: boxed.length };
}

/** A pointer is an interface's own word, and so are the 256 values of one byte. */
function needsBox({ sizeBytes, hasPointers, name }: GoType): boolean {
  return sizeBytes > 1 && !(hasPointers && sizeBytes === 8) && name !== 'any' && name !== 'error';
}

function innerModel(hint: number, version: ClassicVersion): SizeModel {
  const key = namedGoType('any') ?? wordGoType('any', 'pointer');
  return classicGoModel(key, entryPointer, hint, version);
}

const entryPointer = wordGoType('*entry', 'pointer');

function oldModel({ bytes, objects }: Boxes, version: ClassicVersion, ownBytes: number): SizeModel {
  const inner = innerModel(0, version);
  const perEntry = entryBytes + holderBytes + bytes;
  const beside = (entries: number): number =>
    ownBytes + (entries === 0 ? 0 : readOnlyBytes) + entries * perEntry;
  const withEntries = (growth: PlannedGrowth): PlannedGrowth => ({
    ...growth,
    bytesBefore: growth.bytesBefore + beside(growth.entries - 1),
    bytesDuring: growth.bytesDuring + beside(growth.entries),
    bytesAfter: growth.bytesAfter + beside(growth.entries),
  });
  const next = (entries: number): PlannedGrowth | null => {
    const growth = inner.nextGrowth(entries);
    return growth === null ? null : withEntries(growth);
  };
  const stretches = (entries: number): RisingStretch[] =>
    inner.stretches(entries).map(({ from, to, peakBytes }) => ({
      from,
      to,
      peakBytes: (at) => peakBytes(at) + beside(at),
    }));
  return {
    maxEntries: inner.maxEntries,
    state(entries) {
      const state = inner.state(entries);
      // The map inside is made with the first key.
      if (entries === 0) return { ...state, bytesHeld: ownBytes, ...madeOnce(ownBytes, 1) };
      return {
        ...state,
        bytesHeld: state.bytesHeld + beside(entries),
        totalBytesAllocated: state.totalBytesAllocated + beside(entries),
        totalAllocations: state.totalAllocations + 2 + entries * (2 + objects),
      };
    },
    growthsUpTo: (entries) => inner.growthsUpTo(entries).map(withEntries),
    nextGrowth: next,
    stretches,
    peakUpTo: (entries) => highestOfAll(stretches(entries)),
  };
}

function madeOnce(
  totalBytesAllocated: number,
  totalAllocations: number,
): Pick<SizeState, 'totalBytesAllocated' | 'totalAllocations'> {
  return { totalBytesAllocated, totalAllocations };
}

/** A trie grows by a node now and then, and never copies. */
function trieModel({ bytes, objects }: Boxes): SizeModel {
  const held = (entries: number): number =>
    trieBytes + entries * (leafBytes + bytes) + nodeBytes * trieNodes(entries).mean;
  return {
    maxEntries: Number.MAX_SAFE_INTEGER,
    state(entries) {
      const isExpected = entries > 1;
      const bytesHeld = held(entries);
      return {
        bytesHeld,
        isGrowing: false,
        ...madeOnce(bytesHeld, 1 + trieNodes(entries).mean + entries * (1 + objects)),
        isHeldExpected: isExpected,
        isTotalExpected: isExpected,
      };
    },
    growthsUpTo: () => [],
    nextGrowth: () => null,
    stretches: (entries) => (entries === 0 ? [] : [{ from: 1, to: entries, peakBytes: held }]),
    peakUpTo: (entries) => (entries === 0 ? 0 : held(entries)),
  };
}
