import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tiny } from '../../support/tiny-scenario.ts';
import { fakeIo } from '../fake-io.ts';

test.serial(
  'MAPSWELL_DEBUG=run,sandbox follows every process from its command to its end',
  async (t) => {
    const cwd = temporaryFolder('debug');
    writeFileSync(join(cwd, 'sandbox.config.json'), '{"rounds":1}');
    mkdirSync(join(cwd, 'scenarios'));
    writeFileSync(join(cwd, 'scenarios', 'tiny.json'), JSON.stringify(tiny));
    const io = fakeIo(['run', '--quiet', '--out', 'out'], {
      cwd,
      env: { MAPSWELL_DEBUG: 'run,sandbox' },
    });
    t.is(await runCli(io), 0, io.errors);
    const lines = io.errors.trimEnd().split('\n');
    t.regex(lines[0] ?? '', /^run \+\d+ ms: 4 processes, 0 done before, \d+ lanes$/);
    const [, pid] = /^sandbox \+\d+ ms: pid (\d+) is .*cell-process\.c?js$/m.exec(io.errors) ?? [];
    t.truthy(pid, io.errors);
    const own = lines.filter((line) => line.includes(`pid ${pid ?? ''} `));
    t.is(own.length, 3);
    t.regex(own[1] ?? '', /had memoryBytes \d+ by [a-z0-9-]+ \(read back [^)]+\), cpus /);
    t.regex(own[2] ?? '', /ended: \{"kind":"exited","exitCode":0\}, \{"wallMs":/);
    t.is(lines.filter((line) => line.endsWith(' tiny starts')).length, 3);
    t.true(
      lines.some((line) => /^run \+\d+ ms: .* ended: \{"kind":"completed"\}, \d+ ms$/.test(line)),
    );
  },
);

test('a topic that there is not is an error that names the topics; stacks are one of them', async (t) => {
  const wrong = fakeIo(['list'], { env: { MAPSWELL_DEBUG: 'run,sandbx' } });
  t.is(await runCli(wrong), 2);
  t.is(
    wrong.errors,
    'error: expected MAPSWELL_DEBUG to be 1 or some of stack, run, sandbox, with commas between, got "run,sandbx"\n',
  );
  const stack = fakeIo(['plan'], { env: { MAPSWELL_DEBUG: 'stack' } });
  t.is(await runCli(stack), 2);
  t.regex(stack.errors, /^error: expected the flag --key <type>.*\nSandboxError: .*\n {4}at /);
  const none = fakeIo(['plan'], { env: { MAPSWELL_DEBUG: '0' } });
  t.is(await runCli(none), 2);
  t.is(none.errors.split('\n').length, 2);
});
