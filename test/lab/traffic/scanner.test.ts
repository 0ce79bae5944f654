import { array, assert, constantFrom, nat, oneof, property, record, tuple } from 'fast-check';
import test from 'ava';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import type { TrafficSource } from '../../../src/lab/traffic/line-format.ts';
import { trafficFindings } from '../../../src/lab/traffic/traffic-findings.ts';
import { TrafficOperations } from '../../../src/lab/traffic/traffic-operations.ts';
import { TrafficReader } from '../../../src/lab/traffic/traffic-reader.ts';

interface Cuts {
  /** Bytes of a piece; 0: each line is one. */
  readonly piece: number;
  /** Operations of a block. */
  readonly block: number;
}

function cutUp(text: string, piece: number): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  if (piece === 0) return text.split(/(?<=\n)/).map((line) => Buffer.from(line));
  return Array.from({ length: Math.ceil(bytes.length / piece) }, (_, at) =>
    bytes.subarray(at * piece, (at + 1) * piece),
  );
}

/** All that a recording asks for, found and refused, read by the scanner or line by line. */
function read(text: string, source: TrafficSource, { piece, block }: Cuts, mayScan: boolean) {
  const traffic = new TrafficOperations(2 ** 12, true, 4);
  const reader = new TrafficReader('recording', source, traffic, mayScan);
  const rows: string[] = [];
  const perform = (): void => {
    const { length, timesMs, recorded, emptiedAt } = traffic.block;
    for (let at = 0; at < length; at++)
      rows.push(
        `${traffic.block.kindAt(at)} ${traffic.block.keyAt(at)} at ${timesMs[at]} by ${recorded[at]}`,
      );
    rows.push(`${length}, empty at ${emptiedAt.join()}, ${traffic.payloadBytes} bytes`);
    traffic.block.clear();
  };
  // What stands in a piece behind a line that is refused is lost.
  const attempt = (work: () => void): void => {
    try {
      traffic.limit({ block });
      work();
    } catch (error) {
      rows.push(String(error));
    }
  };
  for (const part of cutUp(text, piece))
    attempt(() => {
      for (let at = 0; at < part.length;) {
        traffic.limit({ block });
        at = reader.read(part, at);
        if (traffic.isEnough) perform();
      }
    });
  attempt(() => {
    reader.end();
  });
  perform();
  const { peakPayloadBytes, hasValueSizes, entries, expired } = traffic;
  const counted = { peakPayloadBytes, hasValueSizes, entries, expired };
  return { rows, format: reader.format, counted, findings: trafficFindings(traffic) };
}

const cuts = record({
  piece: oneof(constantFrom(0), nat(60), nat(4000)),
  block: oneof(nat(5), nat(500)).map((block) => block + 1),
});

function holdsBoth(text: string, source: TrafficSource, where: Cuts): unknown[] {
  return [read(text, source, where, true), read(text, source, where, false)];
}

const keys = [
  'a',
  'b',
  'key-17',
  'übung',
  '🗝',
  'with space',
  'a,b',
  ',',
  '',
  '"',
  'x'.repeat(40),
  '0123456789abcdef',
  '0123456789abcdefg',
  '\u00a0',
  '/path?x=1&y=2',
  'tab\tkey',
  '\0',
];
const key = constantFrom(...keys);
const digits = oneof(
  nat(2000).map(String),
  constantFrom(
    '0',
    '',
    '007',
    '1e3',
    '-1',
    '1.5',
    '.5',
    '5.',
    ' 7',
    '9007199254740993',
    '4294967297',
  ),
  constantFrom(
    '1700000000',
    '1700000000.25',
    '12345678',
    '123456789',
    '0x10',
    'NaN',
    '1_000',
    '1.2.3',
  ),
  constantFrom('1700000000123456789', '99999999999999999999', '1700000000123', '0.1234567891'),
  constantFrom('99999999999', '100000000000', '99999999999999', '100000000000000'),
  constantFrom('100999999999999', '99999999999999999', '100000000000000000'),
  tuple(nat(999_999_999), nat(999_999_999)).map(([high, low]) => `${high + 1}${low}`),
  tuple(nat(), nat()).map(([high, low]) => `${high}.${low}`),
);
const number = oneof(
  { weight: 50, arbitrary: nat(300).map(String) },
  { weight: 1, arbitrary: digits },
);
const word = oneof(
  {
    weight: 50,
    arbitrary: constantFrom('get', 'gets', 'set', 'add', 'cas', 'incr', 'delete', 'replace'),
  },
  {
    weight: 1,
    arbitrary: constantFrom('GET', ' get', 'getx', 'put', 'deletX', '', 'prepend', 'append'),
  },
);
const end = oneof(
  { weight: 20, arbitrary: constantFrom('\n') },
  { weight: 2, arbitrary: constantFrom('\r\n', '\n\n', '\r\n\r\n', '\r\r\n') },
);

function joined(lines: readonly (readonly [string, string])[], isCut: boolean): string {
  const text = lines.map(([line, lineEnd]) => line + lineEnd).join('');
  return isCut ? text.trimEnd() : text;
}

test("the scanner reads Twitter's columns as they are read line by line", (t) => {
  const line = tuple(number, key, number, number, nat(9), word, number).map((fields) =>
    fields.join(','),
  );
  assert(
    property(array(tuple(line, end), { maxLength: 60 }), nat(1), cuts, (lines, last, where) => {
      const [scanned, one] = holdsBoth(joined(lines, last === 1), { format: 'twitter' }, where);
      t.deepEqual(scanned, one);
    }),
    { numRuns: 300 },
  );
});

/** As a field of CSV; some styles leave a quote open. */
function quoted(text: string, style: number): string {
  if (style === 1) return `"${text}`;
  if (style === 2) return `"${text}"`;
  const isNeeded = /[",]/.test(text) || style === 3;
  return isNeeded ? `"${text.replaceAll('"', '""')}"` : text;
}

test('the scanner reads named columns as they are read line by line', (t) => {
  const time = oneof(
    { weight: 5, arbitrary: number },
    constantFrom(
      '2026-01-02T03:04:05Z',
      '2024-02-29T23:59:59.999Z',
      '2023-02-29T00:00:00Z',
      'noon',
    ),
    constantFrom(
      '1969-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-02',
    ),
    constantFrom('2026-01-02T03:04:05.5Z', '2026-01-02T24:00:00Z', '2026-01-02 03:04:05Z', ''),
  );
  const words = oneof(
    { weight: 9, arbitrary: word },
    constantFrom('LoadOrStore', 'putIfAbsent', 'Del'),
  );
  const field = (text: ReturnType<typeof nat> | typeof key) =>
    tuple(text, nat(20)).map(([value, style]) => quoted(String(value), style));
  const line = tuple(
    tuple(time, nat(30)).map(([text, style]) => quoted(text, style)),
    field(key),
    tuple(words, nat(30)).map(([text, style]) => quoted(text, style)),
    number,
    number,
    oneof({ weight: 9, arbitrary: number }, constantFrom('', '3,4')),
  ).map((fields) => fields.join(','));
  const headers = [
    'time,key,op,key_size,value_size,ttl',
    'at,id,other,size,x,y',
    'a,key,b,c,d,ttl',
  ];
  assert(
    property(
      constantFrom(...headers),
      array(tuple(line, end), { maxLength: 60 }),
      nat(1),
      cuts,
      (header, lines, last, where) => {
        const text = `${header}\n${joined(lines, last === 1)}`;
        const [scanned, one] = holdsBoth(text, { format: 'csv' }, where);
        t.deepEqual(scanned, one);
      },
    ),
    { numRuns: 300 },
  );
});

test('the scanner reads keys as they are read line by line', (t) => {
  assert(
    property(array(tuple(key, end), { maxLength: 200 }), nat(1), cuts, (lines, last, where) => {
      const [scanned, one] = holdsBoth(joined(lines, last === 1), { format: 'keys' }, where);
      t.deepEqual(scanned, one);
    }),
    { numRuns: 200 },
  );
});

test('lines that are longer than what is looked at at once, and than a piece, are read', (t) => {
  const random = seededRandom(5);
  const lines = Array.from({ length: 30_000 }, (_, line) => {
    const long = line % 9973 === 17 ? 'y'.repeat(300_000) : '';
    const longer = line % 997 === 3 ? 'x'.repeat(9000) : long;
    return `${Math.floor(line / 100)},k${Math.floor(random() * 4000)}${longer},5,6,1,set,${line % 40}\n`;
  });
  const text = lines.join('');
  for (const piece of [2 ** 18, 2 ** 20, 2 ** 30]) {
    const [scanned, one] = holdsBoth(text, {}, { piece, block: 2 ** 12 });
    t.deepEqual(scanned, one);
  }
});

test('of lines as most are, none is read one by one but the first', (t) => {
  const texts = {
    keys: Array.from({ length: 1000 }, (_, line) => `key ${line}\r\n`),
    twitter: Array.from({ length: 1000 }, (_, line) => `${line},a,b${line},3,70,1,set,60\n`),
    csv: [
      'at,"id",op,size,ttl\n',
      ...Array.from({ length: 999 }, (_, line) =>
        line % 2 === 0
          ? `2026-01-02T03:04:05.123Z,"a,${line}",LoadOrStore,${line},\n`
          : `1700000000.5,b${line},"PUT",,3600\n`,
      ),
    ],
  };
  for (const format of ['keys', 'twitter', 'csv'] as const) {
    const traffic = new TrafficOperations();
    const reader = new TrafficReader(format, {}, traffic);
    let taken = 0;
    const take = traffic.take.bind(traffic);
    traffic.take = (operation) => {
      taken += 1;
      take(operation);
    };
    reader.read(Buffer.from(texts[format].join('')), 0);
    t.is(reader.format, format);
    t.is(taken, format === 'csv' ? 0 : 1);
    t.is(traffic.operations, format === 'csv' ? 999 : 1000);
  }
});

interface Entry {
  expiry: number;
}

/** What a stream of operations asks of a map, by a Map and a look at every key. */
function expected(operations: readonly (readonly [number, number, string, number])[]): string[] {
  const map = new Map<number, Entry>();
  const numbers = new Map<number, number>();
  let now = Number.NEGATIVE_INFINITY;
  return operations.flatMap(([time, id, verb, ttl]) => {
    now = Math.max(now, time);
    const gone = [...map].filter(([, { expiry }]) => expiry <= now);
    gone.sort(([a, { expiry }], [b, other]) => expiry - other.expiry || a - b);
    for (const [one] of gone) map.delete(one);
    const own = numbers.get(id) ?? numbers.size;
    numbers.set(id, own);
    const expiry = ttl > 0 ? now + ttl : Number.POSITIVE_INFINITY;
    const there = map.get(id);
    const did = performed(map, id, verb, expiry, there);
    const deleted = gone.map(([one]) => `delete ${numbers.get(one) ?? -1}`);
    return [deleted.toSorted().join(), `${did} ${own}`];
  });
}

function performed(
  map: Map<number, Entry>,
  id: number,
  verb: string,
  expiry: number,
  there: Entry | undefined,
): string {
  if (verb === 'get' || (verb === 'add' && there !== undefined)) return 'lookup';
  if (verb === 'delete') {
    map.delete(id);
    return 'delete';
  }
  if (verb !== 'incr') map.set(id, { expiry });
  else if (there === undefined || expiry !== Number.POSITIVE_INFINITY) map.set(id, { expiry });
  return verb === 'incr' ? 'update' : 'insert';
}

test('operations, their keys and the keys that expire before them are those of a plain Map', (t) => {
  const operation = tuple(
    nat(3),
    nat(12),
    constantFrom('get', 'set', 'set', 'add', 'incr', 'delete'),
    oneof(nat(0), nat(9)),
  );
  assert(
    property(array(operation, { maxLength: 400 }), (steps) => {
      let time = 0;
      const operations = steps.map(
        ([step, id, verb, ttl]) => [(time += step === 3 ? 1 : 0), id, verb, ttl] as const,
      );
      const text = operations
        .map(([at, id, verb, ttl]) => `${at},k${id},2,3,1,${verb},${ttl}\n`)
        .join('');
      const { rows } = read(text, { format: 'twitter' }, { piece: 1000, block: 2 ** 20 }, true);
      const byRecorded = new Map<string, string[]>();
      for (const row of rows.slice(0, -1)) {
        const [, done = '', by = ''] = /^(\w+ \d+) at \S+ by (\d+)$/.exec(row) ?? [];
        byRecorded.set(by, [...(byRecorded.get(by) ?? []), done]);
      }
      const found = [...byRecorded.values()].flatMap((all) => [
        all.slice(0, -1).toSorted().join(),
        all.at(-1),
      ]);
      t.deepEqual(found, expected(operations));
    }),
    { numRuns: 200 },
  );
});
