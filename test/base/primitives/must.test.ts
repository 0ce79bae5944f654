import test from 'ava';
import { must } from '../../../src/base/primitives/must.ts';

test('what must be there is given, also where it is 0, null or empty', (t) => {
  t.is(must(0, 'a number'), 0);
  t.is(must(null, 'an answer'), null);
  t.is(must('', 'a text'), '');
});

test('what is not there is named', (t) => {
  t.throws(() => must([1][1], 'an answer to each job'), {
    message: 'expected an answer to each job, found none',
  });
});
