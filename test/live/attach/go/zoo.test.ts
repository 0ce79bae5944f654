import test, { type ExecutionContext } from 'ava';
import { openGoProcess } from '../../../../src/live/attach/go/open-go-process.ts';
import type { GoAttachment } from '../../../../src/live/attach/go/go-attachment.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { MapFigures } from '../../../../src/maps/figures/map-figures.ts';
import { boxesPerEntry } from '../../../../src/maps/model/map-slot-sizes.ts';
import { modelFacts } from '../../../../src/maps/model/model-facts.ts';
import { classicArray, classicBucket } from '../../../../src/maps/model/size/classic-go-layout.ts';
import { overflowCost } from '../../../../src/maps/model/size/classic-go-overflow.ts';
import { sizeModelFor } from '../../../../src/maps/model/size/size-model-for.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import type { GoType } from '../../../../src/maps/model/go-type/go-type.ts';
import { goHere } from '../../../support/go-here.ts';
import {
  cgoBuild,
  goLiveProgram,
  type GoVariant,
  type LiveGoProgram,
  pieBuild,
  plainBuild,
  raceBuild,
  startGoLive,
  strippedBuild,
  strippedPieBuild,
  wantsAllBuilds,
} from '../../../support/go-live.ts';
import { compareWithTruth, type ZooComparison, type ZooFact } from './zoo-truth.ts';

/** Builds for all versions take their time: one after the other. */
const testBuild = wantsAllBuilds ? test.serial : test;
const globals = 13;
const allMaps = 333;
const mostOthers = 20;

interface Zoo {
  readonly program: LiveGoProgram;
  readonly attachment: GoAttachment;
}

async function openZoo(
  t: ExecutionContext,
  minor: number,
  variant: GoVariant,
): Promise<Zoo | null> {
  const go = await goHere(t, minor);
  if (go === null) return null;
  const program = await startGoLive(t, await goLiveProgram(go, 'zoo', variant));
  const attachment = openGoProcess(identifyProcess(program.pid));
  t.teardown(() => attachment.close());
  return { program, attachment };
}

async function look({
  program,
  attachment,
}: Zoo): Promise<ZooComparison & { maps: readonly LiveMap[]; truth: readonly ZooFact[] }> {
  const truth: ZooFact[] = JSON.parse(await program.ask('truth'));
  const maps = await attachment.discover();
  return { ...compareWithTruth(truth, maps, attachment.scanFacts.emptyHeaders), maps, truth };
}

/** Every phase of the program: all maps, all counts, no wrong type. */
async function checkPhases(
  t: ExecutionContext,
  zoo: Zoo,
  leastExact: number,
  isNamed: boolean,
  // No model describes the tables of 1.19, of groups that are split, and headers of 64 bytes.
  isModelled: boolean = !zoo.attachment.process.version.startsWith('go1.19'),
): Promise<void> {
  for (const command of [null, 'grow 30000', 'churn 2000', 'gc']) {
    if (command !== null) await zoo.program.ask(command);
    const seen = await look(zoo);
    const phase = command ?? 'start';
    t.deepEqual(seen.wrong, [], phase);
    t.is(seen.found + seen.empty, allMaps, phase);
    t.true(seen.exact >= leastExact, `${phase}: ${seen.exact} exact types`);
    t.is(seen.named, isNamed ? globals : 0, phase);
    t.true(seen.others.length <= mostOthers, `${phase}: ${seen.others.length} others`);
    t.true(
      seen.others.every(
        ({ type, candidateTypes, name }) =>
          type !== null || candidateTypes.length > 0 || name !== null,
      ),
      phase,
    );
    if (command === null && isModelled) checkBytes(t, seen.maps, seen.truth);
  }
}

/**
 * What a fresh map holds is what the size model says, to the byte. Where the hash decides how many
 * overflow buckets there are, the model is asked for as many as were seen.
 */
function checkBytes(
  t: ExecutionContext,
  maps: readonly LiveMap[],
  truth: readonly ZooFact[],
): void {
  const facts = new Map(truth.map((fact) => [Number(fact.addr), fact]));
  const wrong: string[] = [];
  let compared = 0;
  for (const { address, spec, figures, candidateTypes } of maps) {
    const fact = facts.get(Number(address));
    if (fact === undefined || spec === null || candidateTypes.length > 1) continue;
    const [, seen] = /^Session\.seen (\d+)$/.exec(fact.where) ?? [];
    const { key, value } = spec;
    if (typeof key === 'string' || typeof value === 'string') continue;
    const { model } = sizeModelFor(spec.map, key, value, 3 * Number(seen ?? 0));
    const { bytesHeld, isHeldExpected } = model.state(fact.len);
    const expected = isHeldExpected
      ? modelFacts(spec.map).family === 'classic'
        ? classicBytes(key, value, figures)
        : []
      : [bytesHeld];
    if (expected.length === 0) continue;
    compared += 1;
    if (!expected.includes(figures.bytes.held)) {
      wrong.push(
        `${fact.where}, ${fact.type}, ${fact.len}: ${expected.join(' or ')}, seen ${figures.bytes.held}`,
      );
    }
  }
  t.deepEqual(wrong, []);
  t.true(compared >= 150, `${compared} compared`);
}

/** Bytes of a classic map that does not grow, with the overflow buckets that it has. */
function classicBytes(key: GoType, value: GoType, figures: MapFigures): readonly number[] {
  const { buckets, entries, overflowBuckets, growing } = figures;
  if (growing !== null || overflowBuckets === null) return [];
  const bucket = classicBucket(key, value);
  const array = classicArray(bucket, Math.log2(buckets));
  const { heapBytes, sliceBytes } = overflowCost(overflowBuckets, bucket, array);
  const table =
    48 + boxesPerEntry(key, value).bytes * entries + array.bytes + heapBytes + sliceBytes;
  if (array.spareBuckets > 0 || sliceBytes > 0) return [table + 24];
  // A smaller table before this one may have had overflow buckets: their record stays.
  return bucket.hasPointers ? [table] : [table, table + 24];
}

const leastExact = (minor: number): number => (minor === 19 ? 36 : minor < 24 ? 236 : 250);

for (const minor of [19, 22, 23, 24, 25, 26, 27]) {
  const isQuick = [19, 22, 24, 27].includes(minor);
  if (!isQuick && !wantsAllBuilds) continue;
  testBuild(
    `every map of a program built by Go 1.${minor}: counts, types, names, bytes`,
    async (t) => {
      const zoo = await openZoo(t, minor, plainBuild);
      if (zoo !== null) await checkPhases(t, zoo, leastExact(minor), true);
    },
  );
  testBuild(`every map of a stripped program built by Go 1.${minor}`, async (t) => {
    const zoo = await openZoo(t, minor, strippedBuild);
    if (zoo !== null) await checkPhases(t, zoo, leastExact(minor), false);
  });
  if (!wantsAllBuilds) continue;
  for (const [name, variant, isNamed] of [
    ['PIE', pieBuild, true],
    ['stripped PIE', strippedPieBuild, false],
    ['cgo', cgoBuild, true],
    ['race', raceBuild, true],
  ] as const) {
    testBuild(`every map of a ${name} program built by Go 1.${minor}`, async (t) => {
      const zoo = await openZoo(t, minor, variant);
      if (zoo !== null) await checkPhases(t, zoo, leastExact(minor), isNamed);
    });
  }
}

const experiments: readonly [number, string, number][] = [
  [24, 'noswissmap', 236],
  [25, 'noswissmap', 236],
  [25, 'greenteagc', 250],
  [26, 'nogreenteagc', 250],
  [27, 'nogreenteagc', 250],
  [27, 'mapsplitgroup', 250],
];
for (const [minor, experiment, least] of wantsAllBuilds ? experiments : []) {
  test.serial(
    `every map of a program built by Go 1.${minor} with GOEXPERIMENT=${experiment}`,
    async (t) => {
      const zoo = await openZoo(t, minor, { env: { GOEXPERIMENT: experiment } });
      if (zoo !== null) {
        const isModelled = experiment.endsWith('greenteagc');
        await checkPhases(t, zoo, least, true, isModelled);
      }
    },
  );
}

for (const minor of wantsAllBuilds ? [19, 22, 23, 24, 25, 26, 27] : [22, 27]) {
  testBuild(`every map of a program built by Go 1.${minor} is seen while it writes`, async (t) => {
    const zoo = await openZoo(t, minor, plainBuild);
    if (zoo === null) return;
    const { program, attachment } = zoo;
    await program.ask('write');
    for (let round = 0; round < 5; round++) {
      const before: ZooFact[] = JSON.parse(await program.ask('truth'));
      const maps = await attachment.discover();
      const after: ZooFact[] = JSON.parse(await program.ask('truth'));
      const later = new Map(after.map((fact) => [fact.where, fact.len]));
      const seen = compareWithTruth(
        before,
        maps,
        attachment.scanFacts.emptyHeaders,
        (fact, entries) => {
          const end = later.get(fact.where) ?? fact.len;
          // Maps of sessions lose entries too: between two truths any count could have been.
          return fact.where.startsWith('Session.') || (entries >= fact.len && entries <= end);
        },
      );
      t.deepEqual(seen.wrong, [], `round ${round}`);
      t.is(seen.found + seen.empty, allMaps);
    }
    await program.ask('rest');
    t.deepEqual((await look(zoo)).wrong, []);
  });
}
