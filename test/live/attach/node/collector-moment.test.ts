import test from 'ava';
import {
  type CollectorMoment,
  hasOldStayed,
  isSameMoment,
} from '../../../../src/live/attach/node/heap/collector-moment.ts';

const momentOf = (all: number, major: number | null): CollectorMoment =>
  new Map([[0x1000, { all, major }]]);

test('old objects have stayed where the young generation alone was collected', (t) => {
  t.true(hasOldStayed(momentOf(7, 2), momentOf(9, 2)));
  t.false(isSameMoment(momentOf(7, 2), momentOf(9, 2)));
  t.true(isSameMoment(momentOf(7, 2), momentOf(7, 2)));
});

test('a collection that was counted before two moments and began between them is seen where it is of the whole heap', (t) => {
  t.false(isSameMoment(momentOf(7, 2), momentOf(7, 3)));
  t.true(isSameMoment(momentOf(7, null), momentOf(7, null)));
});

test('nobody says that old objects have stayed where a heap was collected as a whole, went, or does not tell', (t) => {
  t.false(hasOldStayed(momentOf(7, 2), momentOf(8, 3)));
  t.false(hasOldStayed(momentOf(7, 2), new Map()));
  t.false(hasOldStayed(momentOf(7, null), momentOf(7, null)));
  t.false(hasOldStayed(momentOf(7, 2), null));
});
