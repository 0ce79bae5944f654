import { must } from '../../../base/primitives/must.ts';
import { numberAt } from '../../../base/primitives/number-at.ts';
import { familyOfGo } from '../../../maps/model/model-facts.ts';
import type { GoToolchain } from '../../subjects/go/go-toolchain.ts';
import type { RealFill } from '../fresh-maps/fill-real-maps.ts';
import type { NodeMapReport } from '../verify-node-map.ts';
import {
  type ChainFigures,
  type ClaimFigures,
  entriesAtLoad,
  growingInsert,
} from './claim-figures.ts';

/** What the real maps of a Go toolchain answered, by what they were filled with. */
export interface GoAnswers {
  readonly empty: RealFill;
  /** Up to a growth that one insert decides: 100,000 entries, 800 of a Swiss map. */
  readonly large: RealFill;
  /** 60 entries into a map made with hint 4. */
  readonly hinted: RealFill;
  /** 1,000 entries of 8-byte keys and values, and 1,000 keys of a set. */
  readonly thousand: RealFill;
  readonly set: RealFill;
  /** Up to `growingInsert`, without a hint and made for as many. */
  readonly stalled: RealFill;
  readonly made: RealFill;
  /** 16,384 main buckets at the loads 0.3 and 0.75. */
  readonly sparse: RealFill;
  readonly dense: RealFill;
  readonly deletion: ClaimFigures['deletion'];
}

const bucketSlots = 8;

/** What the answers of real Go maps say about the claims. Pure. */
export function goClaimFigures(
  { version, minor }: Pick<GoToolchain, 'version' | 'minor'>,
  answers: GoAnswers,
): ClaimFigures {
  const { empty, large, hinted, thousand, set, stalled, made, sparse, dense, deletion } = answers;
  const family = familyOfGo(minor);
  const isClassic = family === 'classic';
  return {
    subject: `Go ${version.slice(2)}`,
    isReal: true,
    family,
    emptyBytes: Math.round(empty.heldBytes),
    loadAtGrowth: loadOf(large.growths),
    bucketBits: isClassic ? bitsOf(large.growths) : null,
    growthsAtHint4: hinted.growths,
    thousandBytes: Math.round(thousand.heldBytes),
    thousandSetBytes: Math.round(set.heldBytes),
    thousandAllocatedBytes: Math.round(thousand.allocatedBytes),
    thousandAllocations: Math.round(thousand.allocations),
    deletion,
    stalled: {
      insert: growingInsert[family],
      bytes: Math.round(stalled.heldBytes),
      hintedBytes: Math.round(made.heldBytes),
    },
    chains: isClassic ? [chainsOf(0.3, sparse), chainsOf(0.75, dense)] : null,
    refilled: null,
  };
}

/** What the heap of a Node showed of its `Map` says about the claims. Pure. */
export function nodeClaimFigures(version: string, report: NodeMapReport): ClaimFigures {
  const changed = (name: string): number =>
    must(
      report.changes.find((change) => change.name === name),
      `a change named ${name}`,
    ).heapBytes;
  const held = (entries: number): number =>
    must(
      report.held.find((step) => step.entries === entries),
      `bytes held by ${entries} entries`,
    ).heapBytes;
  const { entries: lastGrowth } = must(
    report.inserts.findLast(({ heapBytes }) => heapBytes > 2 ** 20),
    'an insert that grew the table by more than 1 MiB',
  );
  return {
    subject: `Node ${version}`,
    isReal: true,
    family: 'v8',
    emptyBytes: changed('clear'),
    // The table before that growth has a power of two of slots.
    loadAtGrowth: (lastGrowth - 1) / 2 ** Math.round(Math.log2(lastGrowth)),
    bucketBits: null,
    growthsAtHint4: null,
    thousandBytes: held(1000),
    thousandSetBytes: Number.NaN,
    thousandAllocatedBytes: Number.NaN,
    thousandAllocations: Number.NaN,
    deletion: { before: held(4096), after: changed('delete down to 409') },
    stalled: null,
    chains: null,
    refilled: { before: held(4096), after: changed('delete one, add one') },
  };
}

function chainsOf(load: number, { chains }: RealFill): ChainFigures {
  const overflowBuckets = numberAt(chains, 1);
  return {
    load,
    keys: entriesAtLoad(load),
    meanBuckets: 1 + overflowBuckets / numberAt(chains, 0),
    maxBuckets: numberAt(chains, 2),
    maxEntries: numberAt(chains, 3),
    overflowBuckets,
  };
}

/** A classic map begins with B = 0, and every growth adds one. */
function bitsOf(growths: readonly number[]): ClaimFigures['bucketBits'] {
  return { entries: lastOf(growths) - 1, bits: growths.length - 1 };
}

/** Of the last growth: the table before it is known by the number of growths. */
function loadOf(growths: readonly number[]): number {
  return (lastOf(growths) - 1) / (bucketSlots * 2 ** (growths.length - 1));
}

function lastOf(growths: readonly number[]): number {
  return must(growths.at(-1), 'an insert that grew a real map');
}
