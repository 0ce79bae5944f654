import test from 'ava';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { changePoints } from '../../../src/base/stats/change-points.ts';
import { normalSample } from './normal-sample.ts';

test('the Nile got smaller in 1899, after the 28th year of its record', (t) => {
  // Annual flow of the Nile at Aswan, 1871 to 1970 (G. Cobb, Biometrika 65, 1978; `Nile` in R).
  const flow = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
    799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833,
    701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845,
    864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649,
    846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815,
    1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
  ];
  t.deepEqual(
    changePoints(flow).map(({ index }) => index),
    [28],
  );
});

test('two steps are found at their places, and none in noise', (t) => {
  const random = seededRandom(1);
  const steps = normalSample(random, 90).map(
    (value, index) => value + (index < 30 ? 0 : index < 60 ? 4 : 1),
  );
  t.deepEqual(
    changePoints(steps).map(({ index }) => index),
    [30, 60],
  );
  let alarms = 0;
  for (let i = 0; i < 200; i++) {
    if (
      changePoints(normalSample(random, 20), { seed: i, alpha: 0.05, permutations: 59 }).length > 0
    )
      alarms++;
  }
  // Four standard errors above 5 % of 200.
  t.true(alarms <= 22 && alarms >= 1, `${alarms}`);
});

test('equal, short and single series have no change, and nonsense is refused', (t) => {
  t.deepEqual(changePoints([]), []);
  t.deepEqual(changePoints([1]), []);
  t.deepEqual(changePoints([1, 1, 5, 5]), []);
  t.deepEqual(changePoints(Array.from({ length: 30 }, () => 7)), []);
  t.throws(() => changePoints([1, Number.NaN]), { instanceOf: RangeError, message: /NaN/ });
  t.throws(() => changePoints([1], { leastStretch: 1 }), {
    instanceOf: RangeError,
    message: /got 1/,
  });
  t.throws(() => changePoints([1], { alpha: 0.001 }), {
    instanceOf: RangeError,
    message: /at least 999/,
  });
});
