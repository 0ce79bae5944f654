import { array, assert, constant, integer, letrec, oneof, property, string } from 'fast-check';
import test from 'ava';
import {
  NotRespError,
  respCommand,
  RespError,
  RespReader,
  type RespValue,
} from '../../../../src/live/attach/redis/resp-reader.ts';

function written(value: RespValue): string {
  if (value === null) return '$-1\r\n';
  if (typeof value === 'number') return `:${value}\r\n`;
  if (typeof value === 'string') return `$${Buffer.byteLength(value)}\r\n${value}\r\n`;
  if (value instanceof RespError) return `-${value.text}\r\n`;
  return `*${value.length}\r\n${value.map(written).join('')}`;
}

const { value: anyValue } = letrec<{ value: RespValue }>((tie) => ({
  value: oneof(
    { maxDepth: 3 },
    string(),
    integer(),
    constant(null),
    constant(new RespError('NOPERM no')),
    array(tie('value'), { maxLength: 4 }),
  ),
}));

test('answers are the same however the network cuts them', (t) => {
  t.notThrows(() =>
    assert(
      property(
        array(anyValue, { maxLength: 5 }),
        array(integer({ min: 1, max: 40 })),
        (values, cuts) => {
          const bytes = Buffer.from(values.map(written).join(''));
          const reader = new RespReader();
          const got: RespValue[] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            got.push(...reader.push(bytes.subarray(at, at + cut)));
            at += cut;
          }
          return JSON.stringify(got) === JSON.stringify(values);
        },
      ),
    ),
  );
});

test('what is no answer of Redis is told at its first bytes, and what is too long is not kept', (t) => {
  const refuses = (text: string, message: RegExp): void => {
    t.throws(() => new RespReader().push(Buffer.from(text)), {
      instanceOf: NotRespError,
      message,
    });
  };
  refuses('HTTP/1.1 400 Bad Request\r\n', /"HTTP\/1\.1 400 Bad Request"/);
  refuses('S', /"S"/);
  refuses(':twelve\r\n', /"twelve" for a number/);
  refuses('$99999999999\r\n', /"99999999999" for a number/);
  refuses('*1\r\n'.repeat(12), /lists in lists, more than 8 deep/);
  const reader = new RespReader();
  reader.push(Buffer.from(`$${8 * 2 ** 20}\r\n`));
  t.throws(() => reader.push(Buffer.alloc(9 * 2 ** 20, 0x61)), { instanceOf: NotRespError });
});

test('a command is a list of texts, counted in bytes', (t) => {
  t.is(respCommand(['AUTH', 'päss']), '*2\r\n$4\r\nAUTH\r\n$5\r\npäss\r\n');
});
