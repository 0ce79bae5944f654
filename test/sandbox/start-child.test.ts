import test from 'ava';
import { runChild } from '../../src/sandbox/start-child.ts';

const echo = new URL('children/echo-process.js', import.meta.url).href;

test('a child gets its job and its messages arrive in order', async (t) => {
  const messages: unknown[] = [];
  const result = await runChild({
    modulePath: echo,
    job: { entries: 3, name: 'ü\n"' },
    limits: { memoryBytes: 256 * 1024 * 1024, cpus: 1 },
    timeLimitMs: 20_000,
    onMessage: (message) => messages.push(message),
  });
  t.like(messages, [{ got: { entries: 3, name: 'ü\n"' } }]);
  t.deepEqual(result.ending, { kind: 'exited', exitCode: 0 });
  t.true(result.stderrTail.includes('said on stderr'));
});
