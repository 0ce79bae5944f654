import test from 'ava';
import { PageCache } from '../../../../src/live/service/size/page-cache.ts';

test('A page is made ten times in a tenth of a second, and then kept until that is over', async (t) => {
  let now = 0;
  let made = 0;
  const cache = new PageCache<number>(() => now);
  const ask = async (name = 'a'): Promise<number> => await cache.get(name, () => ++made);
  for (let i = 1; i <= 10; i++) t.is(await ask(), i);
  now = 99;
  t.is(await ask(), 10);
  // Another page is not known yet.
  t.is(await ask('b'), 11);
  t.is(await ask('b'), 11);
  now = 100;
  t.is(await ask('b'), 12);
  t.is(await ask(), 13);
});

test('A page that could not be made is not in the way of the next', async (t) => {
  const cache = new PageCache<number>();
  await t.throwsAsync(
    cache.get('a', () => {
      throw new Error('no');
    }),
    { message: 'no' },
  );
  t.is(await cache.get('a', () => 2), 2);
});
