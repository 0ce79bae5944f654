import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

const pageBytes = 2 ** 18;
/** Of what a page holds: a read of nearly all of it is one of its objects. */
const mostOfPage = pageBytes / 2;

async function lookTwice(t: ExecutionContext, node: string): Promise<void> {
  const program = await NodeProgram.start(t, node, 'listed.mjs');
  await program.ask('ready');
  const reads = new Map<number, number>();
  const attachment = await openNodeProcess(identifyProcess(program.pid), {
    onRead: (address, bytes) => {
      if (bytes < mostOfPage) return;
      const page = Math.floor(address / pageBytes);
      reads.set(page, (reads.get(page) ?? 0) + 1);
    },
  });
  t.teardown(attachment.close);
  for (const look of ['first', 'second']) {
    const maps = await attachment.discover();
    const own = maps.filter(({ figures }) => figures.entries === 100);
    t.true(own.length >= 3000, `${own.length} Maps`);
    // 400 pages are of objects that lead to none of them.
    t.true(reads.size > 400, `${reads.size} pages in the ${look} look`);
    const again = [...reads.values()].filter((times) => times > 1).length;
    t.true(again < reads.size / 2, `${again} of ${reads.size} pages twice in the ${look} look`);
    reads.clear();
  }
}

for (const node of nodesHere) {
  test.serial(
    `pages of ${nameOfNode(node)} that hold no collection and lead to none are read once in a look`,
    lookTwice,
    node,
  );
}
