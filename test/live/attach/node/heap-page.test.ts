import test from 'ava';
import { linkedPages } from '../../../../src/live/attach/node/heap/heap-page.ts';

const next = 16;

/** A page of a space with its links to the next and the one before, 0 for none. */
function page(name: string, owner: number, links: readonly [number, number], heap = 0x9000) {
  const record = Buffer.alloc(288);
  for (const [index, link] of links.entries())
    record.writeBigUInt64LE(BigInt(link), next + 8 * index);
  return { name, owner, heap, record };
}

test('a page that its space gave up and V8 has not freed yet is none of the heap', (t) => {
  const pages = [
    page('first', 0x100, [0x4000, 0]),
    page('given up', 0x100, [0, 0]),
    page('last', 0x100, [0, 0x3000]),
    page('the only one of its space', 0x200, [0, 0]),
    page('shared by all isolates', 0x100, [0, 0], 0),
  ];
  t.deepEqual(
    linkedPages(pages, { next }).map(({ name }) => name),
    ['first', 'last', 'the only one of its space', 'shared by all isolates'],
  );
});
