import process from 'node:process';
import { familyOfGo } from '../../../maps/model/model-facts.ts';
import type { GoBuild } from '../../subjects/go/build-go-program.ts';
import { type FillJob, fillRealMaps, type RealFill } from '../fresh-maps/fill-real-maps.ts';
import { type TypePair, typePairs } from '../fresh-maps/type-pairs.ts';
import { watchNodeMap } from '../verify-node-map.ts';
import { realDeletion } from './real-deletion.ts';
import {
  type ChainFigures,
  type ClaimFigures,
  chainedHint,
  entriesAtLoad,
  growingInsert,
} from './claim-figures.ts';

/** Maps of a job: many, so that what else a program allocates does not count. */
const copies = 200;
const bucketSlots = 8;

/**
 * Asks the real map of a Go toolchain all that claims need and that can be seen from outside.
 *
 * @throws SandboxError `environment` when a program does not build or fails
 */
export async function realGoFigures(build: GoBuild): Promise<ClaimFigures> {
  const family = familyOfGo(build.go.minor);
  const isSwiss = family === 'swiss';
  const insert = growingInsert[family];
  const jobs = {
    empty: job(0, 0, 2000),
    large: job(isSwiss ? 800 : 100_000, 0, 2),
    hinted: job(60, 4),
    thousand: job(1000),
    stalled: job(insert),
    made: job(insert, insert),
    sparse: job(entriesAtLoad(0.3), chainedHint, 1),
    dense: job(entriesAtLoad(0.75), chainedHint, 1),
  };
  const list = Object.values(jobs);
  const fills = await fillRealMaps(pairOf('int64'), list, build);
  const [set] = await fillRealMaps(pairOf('struct{}'), [jobs.thousand], build);
  const fillOf = (asked: FillJob): RealFill => {
    const found = fills[list.indexOf(asked)];
    if (found === undefined) throw new RangeError('expected an answer for each job');
    return found;
  };
  const [large, thousand] = [fillOf(jobs.large), fillOf(jobs.thousand)];
  return {
    subject: `Go ${build.go.version.slice(2)}`,
    isReal: true,
    family,
    emptyBytes: Math.round(fillOf(jobs.empty).heldBytes),
    loadAtGrowth: loadOf(large.growths, isSwiss),
    bucketBits: isSwiss ? null : bitsOf(large.growths),
    growthsAtHint4: fillOf(jobs.hinted).growths,
    thousandBytes: Math.round(thousand.heldBytes),
    thousandSetBytes: Math.round(set?.heldBytes ?? 0),
    thousandAllocatedBytes: Math.round(thousand.allocatedBytes),
    thousandAllocations: Math.round(thousand.allocations),
    deletion: await realDeletion(build.go),
    stalled: {
      insert,
      bytes: Math.round(fillOf(jobs.stalled).heldBytes),
      hintedBytes: Math.round(fillOf(jobs.made).heldBytes),
    },
    chains: isSwiss
      ? null
      : [chainsOf(0.3, fillOf(jobs.sparse)), chainsOf(0.75, fillOf(jobs.dense))],
    refilled: null,
  };
}

/** What the heap of this Node shows of its `Map`. */
export async function realNodeFigures(
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<ClaimFigures> {
  const report = await watchNodeMap(env, signal);
  const changed = (name: string): number =>
    report.changes.find((change) => change.name === name)?.heapBytes ?? 0;
  const held = (entries: number): number =>
    report.held.find((step) => step.entries === entries)?.heapBytes ?? 0;
  const lastGrowth = report.inserts.findLast(({ heapBytes }) => heapBytes > 2 ** 20)?.entries ?? 0;
  return {
    subject: `Node ${process.versions.node}`,
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

function job(entries: number, hint: number = 0, maps: number = copies): FillJob {
  return { way: 'map', entries, hint, copies: maps };
}

function pairOf(value: string): TypePair {
  const found = typePairs.find((pair) => pair.key.type === 'int64' && pair.value === value);
  if (found === undefined)
    throw new Error(`expected a type pair of int64 and ${value}, found none`);
  return found;
}

function chainsOf(load: number, { chains }: RealFill): ChainFigures {
  const [buckets = 1, overflowBuckets = 0, maxBuckets = 0, maxEntries = 0] = chains;
  const meanBuckets = 1 + overflowBuckets / buckets;
  return { load, keys: entriesAtLoad(load), meanBuckets, maxBuckets, maxEntries, overflowBuckets };
}

/** A classic map begins with B = 0, and every growth adds one. */
function bitsOf(growths: readonly number[]): ClaimFigures['bucketBits'] {
  const last = growths.at(-1);
  return last === undefined ? null : { entries: last - 1, bits: growths.length - 1 };
}

/** Of the growth numbered by its insert: the table before it is known by the number of growths. */
function loadOf(growths: readonly number[], isSwiss: boolean): number {
  const slots = bucketSlots * 2 ** (growths.length - 1);
  const full = (growths.at(-1) ?? 1) - 1;
  return slots === 0 || (isSwiss && growths.length < 2) ? 0 : full / slots;
}
