import test from 'ava';
import { expectTypeOf } from 'expect-type';
import { keysOf } from '../../../src/base/primitives/keys-of.ts';
import { outcomeKinds } from '../../../src/lab/compare/figures/read-figures.ts';
import { verdictKinds, type VerdictKind } from '../../../src/lab/compare/verdict/verdict.ts';
import type { Outcome } from '../../../src/lab/record/outcome.ts';
import { distributionKinds } from '../../../src/lab/workload/distributions.ts';
import { detectors, type DetectorKind } from '../../../src/live/detect/detectors.ts';
import { familyFacts, modelFacts, newestGoMinor } from '../../../src/maps/model/model-facts.ts';
import {
  familyOf,
  type MapFamily,
  mapModels,
  sizedModels,
} from '../../../src/maps/model/map-model.ts';

type MadeUp<Known extends string> = Known | 'made-up';

test('a made-up outcome or verdict does not compile where all of them must be known', (t) => {
  const verdicts = {
    regressed: true,
    invalid: true,
    incomparable: true,
    inconclusive: true,
    improved: true,
    pass: true,
  } as const;
  t.is(keysOf<VerdictKind>(verdicts).length, 6);
  // @ts-expect-error the made-up verdict is missing
  t.is(keysOf<MadeUp<VerdictKind>>(verdicts).length, 6);
  expectTypeOf<Readonly<Record<Outcome['kind'], true>>>().not.toExtend<
    Readonly<Record<MadeUp<Outcome['kind']>, true>>
  >();
  t.deepEqual(keysOf<VerdictKind>(verdicts), verdictKinds);
  t.is(new Set(outcomeKinds).size, outcomeKinds.length);
});

test('a made-up detector, family of maps or distribution has no entry in the tables', (t) => {
  expectTypeOf(detectors).not.toExtend<Readonly<Record<MadeUp<DetectorKind>, object>>>();
  expectTypeOf(familyFacts).not.toExtend<Readonly<Record<MadeUp<MapFamily>, object>>>();
  t.deepEqual(Object.keys(familyFacts), [...new Set(sizedModels.map(familyOf))]);
  t.is(distributionKinds.length, 7);
});

test('every version of Go is what its family is, and its number comes from its name alone', (t) => {
  for (const model of mapModels) {
    const { family, goMinor } = modelFacts(model);
    const { entriesPerBucketAtGrowth, ...shared } = familyFacts[family];
    t.like(modelFacts(model), shared);
    const load = model === 'go1.21' ? 6 : entriesPerBucketAtGrowth;
    t.is(modelFacts(model).entriesPerBucketAtGrowth, load, model);
    t.is(goMinor === null ? 'v8' : `go1.${goMinor}`, model);
  }
  t.is(newestGoMinor, 27);
});
