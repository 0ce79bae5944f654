import test from 'ava';
import { inLanes } from '../../../src/lab/run/in-lanes.ts';

/** Work whose end the test decides: `begun` in order, `end(item)` lets it finish. */
function controlled(): {
  readonly begun: number[];
  readonly work: (item: number) => Promise<void>;
  readonly end: (item: number, error?: Error) => Promise<void>;
} {
  const begun: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  return {
    begun,
    work: (item) =>
      new Promise((resolve, reject) => {
        begun.push(item);
        ends.set(item, (error) => (error === undefined ? resolve() : reject(error)));
      }),
    end: async (item, error) => {
      ends.get(item)?.(error);
      // Every promise that this settles goes on before the next turn of the event loop.
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
}

test('as many items run at a time as there are lanes, begun in order', async (t) => {
  const { begun, work, end } = controlled();
  const done = inLanes([1, 2, 3, 4], 2, work);
  t.deepEqual(begun, [1, 2]);
  await end(2);
  t.deepEqual(begun, [1, 2, 3]);
  await end(3);
  await end(1);
  t.deepEqual(begun, [1, 2, 3, 4]);
  await end(4);
  await t.notThrowsAsync(done);
});

test('after a failure nothing is begun, what runs is waited for, and the failure is thrown', async (t) => {
  const { begun, work, end } = controlled();
  let isOver = false;
  const done = inLanes([1, 2, 3, 4], 2, work).finally(() => {
    isOver = true;
  });
  const failure = t.throwsAsync(done, { message: 'no space left' });
  await end(1, new Error('no space left'));
  t.false(isOver);
  await end(2);
  await failure;
  t.deepEqual(begun, [1, 2]);
});
