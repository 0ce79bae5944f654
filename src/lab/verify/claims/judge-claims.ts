import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { type Evidence, type TestedClaim, verdictOf } from './claim.ts';
import type { ChainFigures, ClaimFigures } from './claim-figures.ts';

/** A statement with the figures that decide it. */
interface ClaimRule {
  readonly id: string;
  readonly statement: string;
  readonly explanation: string;
  /** What a map shows: `null` where it can say nothing about the statement. */
  readonly ask: (
    map: ClaimFigures,
    maps: readonly ClaimFigures[],
  ) => Pick<Evidence, 'measured' | 'holds'> | null;
}

const bytes = (count: number): string => `${formatCount(count)} B`;

/** Tests every statement on every map that can say something about it. Pure. */
export function judgeClaims(maps: readonly ClaimFigures[]): readonly TestedClaim[] {
  return rules.map(({ id, statement, explanation, ask }) => {
    const evidence = maps.flatMap((map) => {
      const found = ask(map, maps);
      return found === null ? [] : [{ subject: map.subject, isReal: map.isReal, ...found }];
    });
    return { id, statement, explanation, evidence, verdict: verdictOf(evidence) };
  });
}

const claimedChains: readonly { load: number; mean: number; longest: number; overflow: number }[] =
  [
    { load: 0.3, mean: 1.29, longest: 5, overflow: 12 },
    { load: 0.75, mean: 1.87, longest: 14, overflow: 217 },
  ];

function chainText(chains: readonly ChainFigures[]): string {
  return chains
    .map(
      ({ load, keys, meanBuckets, maxBuckets, overflowBuckets }) =>
        `at load ${load} (${formatCount(keys)} keys): mean ${meanBuckets.toFixed(3)} buckets, longest ${maxBuckets}, ${formatCount(overflowBuckets)} overflow buckets`,
    )
    .join('; ');
}

function matchesChains(chains: readonly ChainFigures[]): boolean {
  return claimedChains.every((claimed) => {
    const chain = chains.find(({ load }) => load === claimed.load);
    return (
      chain !== undefined &&
      Math.abs(chain.meanBuckets - claimed.mean) < 0.05 &&
      [chain.maxBuckets, chain.maxEntries].includes(claimed.longest) &&
      Math.abs(chain.overflowBuckets - claimed.overflow) < claimed.overflow / 4
    );
  });
}

const rules: readonly ClaimRule[] = [
  {
    id: 'load-factor-0.75',
    statement: 'A map grows when it is more than 75 % full.',
    explanation:
      'Classic Go maps grow beyond 6.5 entries per bucket of 8 slots (81.25 %), Swiss tables at 7/8, the Map of V8 when every slot is used. 0.75 is HashMap of Java.',
    ask: ({ loadAtGrowth }) => ({
      measured: `${(loadAtGrowth * 100).toFixed(2)} % full when it grew`,
      holds: Math.abs(loadAtGrowth - 0.75) < 0.005,
    }),
  },
  {
    id: 'count-reaches-b-times-6.5',
    statement: 'A classic Go map grows when its count reaches B * 6.5.',
    explanation:
      'B is the logarithm of the number of buckets: a new key grows the map beyond 6.5 entries for each of the 2^B buckets.',
    ask: ({ bucketBits }) =>
      bucketBits === null
        ? null
        : {
            measured: `grew with ${formatCount(bucketBits.entries)} entries at B = ${bucketBits.bits}, where B * 6.5 is ${bucketBits.bits * 6.5}`,
            holds: Math.abs(bucketBits.entries - bucketBits.bits * 6.5) < 1,
          },
  },
  {
    id: 'header-24',
    statement: 'The header of a map takes 24 bytes.',
    explanation:
      'The header of a Go map takes 48 bytes, classic and Swiss; the variable is a pointer of 8. 24 bytes is a slice.',
    ask: ({ family, emptyBytes }) =>
      family === 'v8'
        ? null
        : {
            measured: `${bytes(emptyBytes)} held by an empty map`,
            holds: Math.abs(emptyBytes - 24) < 8,
          },
  },
  {
    id: 'hint-4-grows-after-7',
    statement: 'A Go map made with hint 4 grows after 7 inserts.',
    explanation: 'A hint up to 8 gives room for 8 entries: the ninth insert grows the map.',
    ask: ({ growthsAtHint4 }) =>
      growthsAtHint4 === null
        ? null
        : {
            measured: `grows at the inserts ${growthsAtHint4.join(', ')}`,
            holds: growthsAtHint4[0] === 7 || growthsAtHint4[0] === 8,
          },
  },
  {
    id: 'chains',
    statement:
      'With 100,000 keys at the loads 0.3 and 0.75 chains average 1.29 and 1.87, are 5 and 14 long at most, with 12 and 217 overflow buckets.',
    explanation:
      'Chains of a classic Go map are buckets of 8 slots: nearly all are one bucket long. Neither buckets nor entries per chain give those figures.',
    ask: ({ chains }) =>
      chains === null ? null : { measured: chainText(chains), holds: matchesChains(chains) },
  },
  {
    id: 'load-1.2',
    statement:
      'At load 1.2 chains of a Go map average 2.41 and are 28 long at most, with 1,843 overflow buckets.',
    explanation:
      'No Go map has more entries than slots: it grows long before, and spreads them over twice as many.',
    ask: ({ family, loadAtGrowth }) =>
      family === 'v8'
        ? null
        : {
            measured: `at most ${loadAtGrowth.toFixed(4)} entries per slot`,
            holds: loadAtGrowth >= 1.2,
          },
  },
  {
    id: 'thousand-entries-16-kb',
    statement: 'A map[int]int with 1,000 entries takes 16,024 to 16,192 bytes.',
    explanation:
      '1,000 keys and values alone are 16,000 bytes; the table has room for more entries and a byte of hash for each.',
    ask: ({ thousandBytes }) => ({
      measured: `${bytes(thousandBytes)} held by 1,000 entries`,
      holds: thousandBytes >= 16_024 && thousandBytes <= 16_192,
    }),
  },
  {
    id: 'eight-writers-12-340-bytes',
    statement:
      'Eight writers that write the same 1,000 keys to a fresh Go map take 12,340 B/op and 18.2 allocs/op.',
    explanation:
      'The map alone takes more, whoever writes; and Go prints both figures as whole numbers.',
    ask: ({ family, thousandAllocatedBytes, thousandAllocations }) =>
      family === 'v8'
        ? null
        : {
            measured: `${bytes(thousandAllocatedBytes)} and ${formatCount(thousandAllocations)} allocations by the map`,
            holds:
              Math.abs(thousandAllocatedBytes - 12_340) < 617 &&
              Math.abs(thousandAllocations - 18.2) < 1,
          },
  },
  {
    id: 'deleting-frees-nothing',
    statement: 'Deleting 90 % of the entries frees nothing.',
    explanation:
      'Go never shrinks a table. The Map of V8 halves its table when fewer than a quarter of its slots are used.',
    ask: ({ deletion }) =>
      deletion === null
        ? null
        : {
            measured: `${bytes(deletion.before)} before, ${bytes(deletion.after)} after`,
            // What a collection of a real heap leaves differs by some objects of the runtime.
            holds: deletion.after > deletion.before * 0.98,
          },
  },
  {
    id: 'swiss-sets-are-larger',
    statement: 'Sets (values of struct{}) are larger in Swiss maps than in classic ones.',
    explanation:
      'A Swiss slot keeps a byte behind the key for an empty value, which alignment makes 8: a set of 8-byte keys takes as much as a map of 8-byte values.',
    ask: ({ family, thousandSetBytes }, maps) => {
      if (family === 'v8') return null;
      const others = maps.filter((map) => map.family !== 'v8' && map.family !== family);
      const sign = family === 'swiss' ? 1 : -1;
      return {
        measured: `${bytes(thousandSetBytes)} for a set of 1,000 keys`,
        holds: others.every((other) => sign * (thousandSetBytes - other.thousandSetBytes) > 0),
      };
    },
  },
  {
    id: 'stalled-growth-keeps-both',
    statement: 'A growth that stalls because writes stop keeps the old and the new table.',
    explanation:
      'A classic Go map moves two old buckets with each write and frees the old table after the last. A Swiss table moves within one write.',
    ask: ({ stalled }) =>
      stalled === null
        ? null
        : {
            measured: `${bytes(stalled.bytes)} held after insert ${stalled.insert}, which starts a growth; ${bytes(stalled.hintedBytes)} when made for as many`,
            holds: stalled.bytes > stalled.hintedBytes * 1.3,
          },
  },
  {
    id: 'refill-doubles-v8',
    statement: 'Deleting an entry and adding one doubles a full Map of V8.',
    explanation:
      'Deleted entries keep their slots until a rehash, and only a table with half of them deleted is rehashed to its own size.',
    ask: ({ refilled }) =>
      refilled === null
        ? null
        : {
            measured: `${bytes(refilled.before)} before, ${bytes(refilled.after)} after`,
            holds: refilled.after > refilled.before * 1.9,
          },
  },
];
