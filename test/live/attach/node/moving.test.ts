import process from 'node:process';
import test, { type ExecutionContext } from 'ava';
import { openNodeProcess } from '../../../../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../../../../src/live/attach/proc/process-identity.ts';
import type { LiveMap } from '../../../../src/maps/figures/live-map.ts';
import { runCli } from '../../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../../cli/fake-io.ts';
import { nameOfNode, nodesHere, NodeProgram } from '../../../support/node-programs.ts';

/** What the program holds. */
const maps = 2000;
const fresh = 2;

/** Those of the program: V8 has a few of its own, of which one may have as many entries. */
function shown(found: readonly LiveMap[]): number {
  return found.filter((each) => each.isReferenced !== false && each.figures.entries === 5).length;
}

async function lookFirst(t: ExecutionContext, node: string): Promise<void> {
  for (let child = 0; child < fresh; child++) {
    const program = await NodeProgram.start(t, node, 'moving.mjs');
    await program.ask('start');
    const attachment = await openNodeProcess(identifyProcess(program.pid));
    t.teardown(attachment.close);
    const first = await attachment.discover();
    t.true(
      shown(first) >= maps || attachment.missing() !== null,
      `${shown(first)} of ${maps} are shown, and nothing is said`,
    );
    await program.ask('stop');
    const atRest = await attachment.discover();
    t.true(shown(atRest) >= maps);
    t.is(attachment.missing(), null);
    t.is(atRest.filter(({ name }) => name === 'Kept.entries').length, maps);
    await attachment.close();
    program.child.kill('SIGKILL');
  }
}

for (const node of nodesHere) {
  test.serial(
    `a first look at a ${nameOfNode(node)} whose collector moves all Maps again and again shows each of them, or says that some may be missing`,
    lookFirst,
    node,
  );
}

test('a look at Maps that are moved without a rest shows them all, or says so and ends with 3', async (t) => {
  const program = await NodeProgram.start(t, process.execPath, 'moving.mjs');
  await program.ask('storm');
  const every = ['--every', '100ms', '--min-bytes', '1B', '--top', '1000000'];
  const io = fakeIo(['attach', String(program.pid), '--once', '--json', ...every]);
  const code = await runCli(io);
  const report = JSON.parse(io.output);
  const seen = report.maps.filter(({ entries }: { readonly entries: number }) => entries === 5);
  if (code === 0) {
    t.true(seen.length >= maps, `${seen.length} of ${maps}`);
    t.deepEqual(report.notes, []);
    return;
  }
  t.is(code, 3, io.errors);
  t.is(report.notes.length, 1);
  t.regex(
    report.notes[0],
    /^incomplete: the collector moved objects while they were looked for in \d+ scans, so that maps may be missing$/,
  );
});
