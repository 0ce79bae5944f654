import test from 'ava';
import { checkNodeArguments } from '../../../../src/lab/run/checks/check-node-arguments.ts';
import { inserts, makeCell } from '../../../support/make-cell.ts';

const cell = (...nodeArguments: readonly string[]) =>
  makeCell({ target: 'native', scenario: 'sessions', nodeArguments }, inserts(1));

test('flags that Node.js takes are taken', async (t) => {
  await t.notThrowsAsync(checkNodeArguments([cell('--max-old-space-size=64')], undefined));
  await t.notThrowsAsync(checkNodeArguments([makeCell({}, inserts(1))], undefined));
  await t.notThrowsAsync(checkNodeArguments([makeCell({}, inserts(1))], []));
});

test('what is no flag is refused by the name of who asked for it', async (t) => {
  await t.throwsAsync(checkNodeArguments([cell('script.js')], undefined), {
    message:
      /^sessions: expected nodeArguments to be flags that v\S+ takes, got "script\.js": script\.js is no flag \(--name=value\)$/,
    code: 'config',
  });
  await t.throwsAsync(checkNodeArguments([cell('script.js')], ['script.js']), {
    message: /^expected --node-arguments to be flags/,
    code: 'usage',
  });
  await t.throwsAsync(checkNodeArguments([cell('--no-such-flag-here')], undefined), {
    message: /got "--no-such-flag-here": .*bad option/,
  });
  await t.throwsAsync(checkNodeArguments([makeCell({}, inserts(1))], ['--jitless']), {
    message: /beside cells of the target native or a module, got none of them$/,
    code: 'usage',
  });
});
