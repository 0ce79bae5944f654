import test from 'ava';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { parseTime } from '../../../src/lab/traffic/formats/named-columns.ts';
import { operationsOf, recording } from './read.ts';

test('a time is seconds, or milli-, micro- or nanoseconds by its size, or ISO 8601', (t) => {
  const moment = 1_700_000_000_000;
  t.is(parseTime('1.5'), 1500);
  t.is(parseTime('1700000000'), moment);
  t.is(parseTime('1700000000000'), moment);
  t.is(parseTime('1700000000000000'), moment);
  t.is(parseTime('1700000000000000000'), moment);
  t.is(parseTime('2023-11-14T22:13:20Z'), moment);
  t.is(parseTime('soon'), Number.NaN);
  t.is(parseTime(''), Number.NaN);
});

test('a line whose columns say nothing that can be is refused with what was expected', async (t) => {
  const refused = async (line: string): Promise<string> => {
    const text = `time,key,operation,key_bytes,value_bytes,ttl\n0,a,set,1,1,\n${line}\n`;
    const error = await t.throwsAsync(operationsOf(recording(text)), { instanceOf: SandboxError });
    return error.message;
  };
  t.regex(await refused('0,b,frobnicate,1,1,'), /expected .*frobnicate/s);
  t.regex(await refused('soon,b,set,1,1,'), /a time in seconds or as ISO 8601/);
  t.regex(await refused('0,b,set,1.5,1,'), /sizes in whole bytes/);
  t.regex(await refused('0,b,set,1,-1,'), /sizes in whole bytes/);
  t.regex(await refused('0,b,set,1,1,-3'), /a TTL in seconds, 0 or more/);
});

const at = (second: number, ...words: readonly string[]): string =>
  `${1_700_000_000 + second}.000000 [0 127.0.0.1:1] ${words.map((word) => `"${word}"`).join(' ')}`;

test('options and commands of Redis that say when a key expires are all read', async (t) => {
  const lines = [
    at(0, 'SET', 'relative', 'v', 'EX', '5'),
    at(0, 'SET', 'short', 'v', 'px', '5000'),
    at(0, 'SET', 'absolute', 'v', 'EXAT', String(1_700_000_005)),
    at(0, 'SET', 'kept', 'v', 'EX', '5'),
    at(1, 'SET', 'kept', 'w', 'KEEPTTL'),
    at(0, 'SET', 'persistent', 'v', 'EX', '5'),
    at(1, 'GETEX', 'persistent', 'PERSIST'),
    at(1, 'SET', 'added', 'v', 'NX'),
    at(1, 'SET', 'changed', 'v', 'XX'),
    at(1, 'PEXPIREAT', 'added', String(1_700_000_005_000)),
    at(9, 'GET', 'relative'),
  ];
  const { traffic } = await operationsOf(recording(lines.join('\n')));
  // Five of the keys are over after five seconds; the one that persists and the changed one are not.
  t.is(traffic.expired, 5);
  t.is(traffic.entries, 2);
});
