import type { GoType } from '../../../maps/model/go-type/go-type.ts';
import type { SizedModel } from '../../../maps/model/map-model.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import type { GrowthPlan, PlannedGrowth } from '../../../maps/model/size/growth-plan.ts';
import type { GrowthKind } from '../../../maps/model/growth-event.ts';
import { growthSentence } from '../../../maps/model/plan/growth-sentence.ts';
import { byteColumnOf } from '../../../base/primitives/quantities/byte-unit.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { textTable, type TextColumn } from '../text-table.ts';

/** A plan for people: the staircase, then what follows from it in sentences. */
export function planText(plan: GrowthPlan, processSentences: readonly string[]): string {
  const staircase = plan.growthEvents.length === 0 ? '' : `${staircaseTable(plan)}\n`;
  const sentences = [
    ...planSentences(plan, processSentences),
    ...plan.warnings.map(({ message }) => message),
  ];
  return `${planTitle(plan)}\n\n${staircase}${sentences.map((line) => `${line}.\n`).join('')}`;
}

/** `go1.22 map[int64]string with hint 100, 1,000 entries`. */
function planTitle({ map, key, value, hint, entries }: GrowthPlan): string {
  const type = collectionName(map, key, value) ?? `map[${key.name}]${value.name}`;
  const hinted = hint === 0 ? '' : ` with hint ${formatCount(hint)}`;
  return `${map} ${type}${hinted}, ${formatCount(entries)} entries`;
}

/** What a collection is called that has no types in its name; `null` for those of Go. */
function collectionName(map: SizedModel, key: GoType, value: GoType): string | null {
  const isSet = value.name === 'struct{}';
  switch (modelFacts(map).runtime) {
    case 'go':
      return null;
    case 'node':
      return isSet ? 'Set' : 'Map';
    case 'node-object':
      return 'dictionary';
    case 'redis':
      return 'dict';
    case 'python':
      if (isSet) return 'set';
      return key.keyKind === 'string' ? 'dict of str keys' : 'dict';
  }
}

/** What the figures of a plan mean, the most important first. */
function planSentences(plan: GrowthPlan, processSentences: readonly string[]): string[] {
  const { isExpectedValue, entries, nextGrowth, growthEvents } = plan;
  const about = isExpectedValue.bytesHeld ? 'about ' : '';
  const growing = plan.isGrowing ? ', old and new table together' : '';
  const alone =
    modelFacts(plan.map).runtime === 'redis' ? 'a pointer to each entry' : 'keys and values alone';
  const sentences = [
    `Holds ${about}${formatBytes(plan.bytesHeld)} after ${formatCount(entries)} inserts${growing}: ${formatBytes(plan.swellingBytes)} more than ${alone}`,
    `Holds ${plan.shards === undefined && plan.trie === undefined ? '' : 'about '}${formatBytes(plan.peakBytesHeld)} at the highest moment on the way${spreadText(plan)}`,
    `Allocates ${isExpectedValue.totalBytesAllocated ? 'about ' : ''}${formatBytes(plan.totalBytesAllocated)} in ${formatCount(plan.totalAllocations)} allocations on the way`,
  ];
  const last = growthEvents.at(-1);
  if (last !== undefined) sentences.push(`Last growth: ${growthSentence(last)}`);
  sentences.push(
    nextGrowth === null
      ? plan.trie === undefined
        ? 'Next growth: none, the map is as large as it can be'
        : 'Next growth: none, it adds a node of 160 B now and then and never copies'
      : `Next growth: ${growthSentence(nextGrowth)}`,
    ...evacuationText(plan),
    ...(plan.limitBytes === null && !plan.fits ? [`Does not fit: ${plan.reason ?? ''}`] : []),
    ...processSentences,
    ...stackText(plan),
  );
  if (Object.values(isExpectedValue).includes(true)) {
    sentences.push('"About" marks the mean over hash seeds');
  }
  return sentences;
}

/** Where old and new table live together, and until when. */
function evacuationText({ map, evacuation, isGrowing }: GrowthPlan): string[] {
  if (evacuation === undefined) return [];
  const { endsAtEntries, low, high } = evacuation;
  const isRedis = modelFacts(map).family === 'redis';
  const which = isGrowing
    ? 'The last growth goes on'
    : isRedis
      ? 'It moves three slots with every SET,'
      : 'It moves the old buckets with every write,';
  const spread =
    low === high ? '' : ` (${formatCount(low)} to ${formatCount(high)} for 95 % of all hashes)`;
  const otherwise = isRedis
    ? 'sooner where the timer of the server moves some, too (activerehashing)'
    : 'without writes it never ends, and both tables stay';
  return [`${which} until about insert ${formatCount(endsAtEntries)}${spread}; ${otherwise}`];
}

/** Of the sizes that people put into benchmarks. */
const largestInBenchmark = 10_000;

function stackText({ onStack, entries, hint }: GrowthPlan): string[] {
  if (onStack === undefined || entries > largestInBenchmark) return [];
  const { bytes, allocations } = onStack;
  const parts = hint > 8 ? 'its header lies' : 'its header and first bucket lie';
  const count = allocations === 1 ? '1 allocation' : `${allocations} allocations`;
  return [
    `In a benchmark whose map never leaves its function ${parts} on the stack: ${bytes} B and ${count} less`,
  ];
}

/** Each shard grows at a time of its own: together they swell less, and by chance. */
function spreadText({ shards, trie }: GrowthPlan): string {
  if (trie !== undefined)
    return `, between ${formatBytes(trie.peakLow)} and ${formatBytes(trie.peakHigh)} for 95 % of all hashes`;
  return shards === undefined
    ? ''
    : `, between ${formatBytes(shards.peakLow)} and ${formatBytes(shards.peakHigh)} for 95 % of all hashes, in ${formatCount(shards.count)} shards`;
}

function staircaseTable({ map, growthEvents }: GrowthPlan): string {
  const hasSlots = modelFacts(map).family !== 'classic' && modelFacts(map).family !== 'v8';
  const bytes = byteColumnOf(
    growthEvents.flatMap(({ bytesBefore, bytesDuring, bytesAfter }) => [
      bytesBefore,
      bytesDuring,
      bytesAfter,
    ]),
  );
  return textTable(
    [
      right('insert'),
      { title: 'growth' },
      right(hasSlots ? 'slots' : 'buckets'),
      right('to'),
      right(bytes.title('before')),
      right(bytes.title('during')),
      right(bytes.title('after')),
    ],
    // The directory is small beside its tables, and doubles with the first of them that splits.
    growthEvents
      .filter(({ kind }) => kind !== 'directory-doubling')
      .map((growth) => [
        formatCount(growth.entries),
        growthWords(growth),
        formatCount(growth.fromBuckets),
        formatCount(growth.toBuckets),
        bytes.format(growth.bytesBefore),
        bytes.format(growth.bytesDuring),
        bytes.format(growth.bytesAfter),
      ]),
  );
}

function right(title: string): TextColumn {
  return { title, align: 'right' };
}

const words: Readonly<Partial<Record<GrowthKind, string>>> = {
  double: 'doubles',
  'table-growth': 'table grows',
  split: 'table splits',
};

function growthWords({ kind, wave }: PlannedGrowth): string {
  if (wave === null) return words[kind] ?? kind;
  const verb = kind === 'split' ? 'split' : 'grow';
  return `${formatCount(wave.tables)} tables ${verb}, until ${formatCount(wave.lastAtEntries)}`;
}
