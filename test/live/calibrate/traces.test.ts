import { EventEmitter, once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { collectTraces } from '../../../src/live/trace/collect-traces.ts';
import { formatTraceCsv } from '../../../src/live/trace/format-trace-csv.ts';
import { parseTraceCsv } from '../../../src/live/trace/parse-trace-csv.ts';
import { queryPrometheus } from '../../../src/live/trace/query-prometheus.ts';
import { readTraceFile } from '../../../src/live/trace/read-trace-file.ts';
import { tracesFromRecord } from '../../../src/live/trace/traces-from-record.ts';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import type { Outcome } from '../../../src/lab/record/outcome.ts';
import { writeRecord } from '../../../src/lab/record/record-file.ts';
import { makeRecord } from '../../support/make-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('percent over minutes is read, with its gaps, and knows that it never filled', (t) => {
  const trace = parseTraceCsv('minute,memory_percent\n5,84.00\n6,\n7,84.5\n8,84.1\n', 'm_1.csv');
  t.is(trace.id, 'm_1');
  t.deepEqual([...trace.minutes], [0, 2, 3]);
  t.deepEqual([...trace.percent], [84, 84.5, 84.1]);
  t.is(trace.measures, 'percent');
  t.is(trace.limitBytes, null);
  t.deepEqual(trace.ending, { kind: 'never' });
});

test('bytes are divided by their limit, which a column, a flag or the file itself gives', (t) => {
  const column = parseTraceCsv('minute,used_bytes,total_bytes\n0,50,200\n1,60,200\n', 'a.csv');
  t.deepEqual([...column.percent], [25, 30]);
  t.is(column.limitBytes, 200);
  const flag = parseTraceCsv('seconds,bytes\n0,50\n30,100\n60,100\n', 'b.csv', { limitBytes: 100 });
  t.deepEqual([...flag.minutes], [0, 0.5, 1]);
  t.deepEqual(flag.ending, { kind: 'exhausted', atMinute: 0.5 });
  const own = parseTraceCsv('# limit_bytes: 400\nminute,bytes\n0,50\n1,100\n', 'c.csv');
  t.deepEqual([...own.percent], [12.5, 25]);
});

test('a slow climb of percentages is exhausted at 99.5 %, of bytes at the limit, or where the flag says', (t) => {
  const climb = 'minute,percent\n0,99.2\n1,99.4\n2,99.6\n3,99.996\n';
  t.deepEqual(parseTraceCsv(climb, 'a.csv').ending, { kind: 'exhausted', atMinute: 2 });
  t.deepEqual(parseTraceCsv(climb, 'a.csv', { exhaustedAtPercent: 100 }).ending, { kind: 'never' });
  const bytes = 'minute,used_bytes,total_bytes\n0,900,1000\n1,999,1000\n';
  t.deepEqual(parseTraceCsv(bytes, 'b.csv').ending, { kind: 'never' });
  t.deepEqual(parseTraceCsv(bytes, 'b.csv', { exhaustedAtPercent: 99.5 }).ending, {
    kind: 'exhausted',
    atMinute: 1,
  });
});

test('times are minutes, seconds, milliseconds, ISO or seconds since 1970', (t) => {
  const iso = parseTraceCsv(
    'time,percent\r\n2026-01-01T00:00:00Z,1\r\n2026-01-01T00:01:30Z,2\r\n',
    'iso.csv',
  );
  t.deepEqual([...iso.minutes], [0, 1.5]);
  t.is(iso.startedAtMs, Date.UTC(2026, 0, 1));
  const unix = parseTraceCsv('"timestamp","percent"\n1767225600,1\n1767225660,2\n', 'u.csv');
  t.is(unix.startedAtMs, Date.UTC(2026, 0, 1));
  t.deepEqual([...unix.minutes], [0, 1]);
  const named = parseTraceCsv('when,load %\n0,1\n60000,2\n', 'n.csv', {
    timeColumn: 'when',
    timeUnit: 'milliseconds',
  });
  t.deepEqual([...named.minutes], [0, 1]);
});

test('every kind of bad input is refused with its place and its rule', (t) => {
  const minutes = Array.from({ length: 10 }, (_, i) => `${i},1`).join('\n');
  for (const [text, message] of [
    ['', 'expected a line with the names of columns, got none (x.csv)'],
    ['minute,percent\n', 'expected a trace with at least 2 samples, got 0 (x.csv)'],
    ['minute,percent\n0,1\n', 'expected a trace with at least 2 samples, got 1 (x.csv)'],
    ['minute,percent\n0,1\n1,NaN\n', 'expected a reading, got NaN (x.csv, line 3)'],
    ['minute,percent\n0,1\n1,many\n', 'expected a reading, got "many" (x.csv, line 3)'],
    [
      'minute,percent\n1,1\n0,2\n',
      'expected time to run forwards, got minute 0 after 1 (x.csv, line 3)',
    ],
    [
      'minute,percent\n1,1\n1,2\n',
      'expected time to run forwards, got minute 1 after 1 (x.csv, line 3)',
    ],
    ['minute,percent\n0,1\n1,100.5\n', 'expected percent from 0 to 100, got 100.5 (x.csv, line 3)'],
    ['minute,percent\n0,-1\n1,1\n', 'expected percent from 0 to 100, got -1 (x.csv, line 2)'],
    ['minute,bytes,limit\n0,1,0\n1,1,0\n', 'expected a limit above 0 bytes, got 0 (x.csv, line 2)'],
    [
      'minute,bytes,limit\n0,1,5\n1,6,5\n',
      'expected at most the limit of 5 bytes, got 6 (x.csv, line 3)',
    ],
    [
      'minute,bytes\n0,1\n1,1\n',
      'expected a column total_bytes or --limit for a trace in bytes, got neither (x.csv)',
    ],
    [
      'minute,level\n0,1\n',
      'expected a column with percent or bytes in its name, got the columns minute, level (x.csv, line 1)',
    ],
    [
      `minute,percent\n${minutes}\n1000000,1\n`,
      'expected a trace with more samples than gaps, got 11 samples and 999990 missing ones at one per 1.00 minutes (x.csv)',
    ],
    [
      'time,percent\n1,1\n2,2\n',
      'expected ISO times or seconds since 1970, got "1": say --time-unit minutes, seconds or milliseconds (x.csv, line 2)',
    ],
    [
      '# kind: odd\nminute,percent\n0,1\n1,1\n',
      'expected # kind to be one of slow-leak, fast-leak, doubling, ramp, warm-up, deployment, healthy, got odd (x.csv)',
    ],
  ] as const) {
    const error = t.throws(() => parseTraceCsv(text, 'x.csv'), { instanceOf: SandboxError });
    t.is(error.message, message);
    t.is(error.code, 'input');
  }
});

test('looks a few seconds apart that come late are no gaps, and comments between rows are no samples', (t) => {
  // Half a second apart, but for two looks for which the machine had no time.
  const rows = [0, 0.5, 1, 1.5, 30, 30.5, 50, 50.5].map((second) => `${second},1\n`);
  const text = `second,percent\n${rows.join('# look: {"percent":7}\n')}`;
  t.is(parseTraceCsv(text, 'x.csv').minutes.length, 8);
  // An hour without a look is one.
  t.throws(() => parseTraceCsv(`${text}3600,1\n`, 'x.csv'), {
    message:
      'expected a trace with more samples than gaps, got 9 samples and 58 missing ones at one per 1.00 minutes (x.csv)',
  });
});

test('a file of a million gaps is refused in good time', (t) => {
  const text = `minute,percent\n${Array.from({ length: 1_000_000 }, (_, i) => `${i},`).join('\n')}\n1000000,1\n`;
  t.throws(() => parseTraceCsv(text, 'gaps.csv'), { message: /at least 2 samples, got 1/u });
});

test('a folder without traces names one of its folders that has some', async (t) => {
  const folder = temporaryFolder('folders');
  for (const name of ['empty', 'machines', 'hosts']) mkdirSync(join(folder, name));
  await t.throwsAsync(async () => await collectTraces([folder]), { message: /got none$/u });
  for (const name of ['machines', 'hosts'])
    writeFileSync(join(folder, name, 'a.csv'), 'minute,percent\n0,1\n1,2\n');
  await t.throwsAsync(async () => await collectTraces([folder]), {
    message: `expected traces (.csv or .csv.gz) in the folder ${folder}, got none; name folders in it that have some, such as ${join(folder, 'hosts')}`,
  });
});

test('a file that cannot be read names itself and the reason', async (t) => {
  await t.throwsAsync(readTraceFile('/does/not/exist.csv'), {
    instanceOf: SandboxError,
    message: /^cannot read \/does\/not\/exist\.csv: there is no such file$/u,
  });
});

test('what is written is read again, whatever the trace', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 0, max: 1_000_000 })), {
        minLength: 2,
        maxLength: 50,
      }),
      fc.boolean(),
      (steps, hasMap) => {
        let minute = -(steps[0]?.[0] ?? 0);
        const minutes = steps.map(([step]) => (minute += step));
        const trace = {
          id: 'made',
          source: 'made.csv',
          measures: 'percent' as const,
          minutes: Float64Array.from(minutes),
          percent: Float64Array.from(steps, ([, value]) => value / 10_000),
          limitBytes: 1000,
          startedAtMs: null,
          map: hasMap
            ? {
                type: { model: 'go1.22', key: 'int64', value: '[]byte' },
                entries: Float64Array.from(steps, ([, value]) => value),
              }
            : null,
          ending: steps.some(([, value]) => value >= 995_000)
            ? ({
                kind: 'exhausted',
                atMinute: minutes[steps.findIndex(([, value]) => value >= 995_000)] ?? 0,
              } as const)
            : ({ kind: 'never' } as const),
          label: { kind: 'slow-leak' as const, shape: 'linear', onsetMinute: 1 },
        };
        t.deepEqual(parseTraceCsv(formatTraceCsv(trace), 'made.csv'), trace);
      },
    ),
    { numRuns: 60 },
  );
});

const range = { query: 'm', startSeconds: 0, endSeconds: 600, stepSeconds: 60, limitBytes: null };

async function withServer(
  t: ExecutionContext,
  listener: RequestListener,
  use: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    await use(`http://127.0.0.1:${address.port}`);
  } finally {
    server.close();
  }
  t.pass();
}

const matrix = (values: readonly (readonly [number, string])[], extra: object = {}): string =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'matrix', result: [{ metric: { __name__: 'm', pod: 'a' }, values }] },
    ...extra,
  });

test('a range query is split where the server allows no more points, and warnings are kept', async (t) => {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const query = new URLSearchParams(body);
      if (query.get('query') !== 'm') {
        response.end(matrix([[0, '1']]));
        return;
      }
      asked.push(`${request.url} ${query.get('start')}-${query.get('end')}`);
      const start = Number(query.get('start'));
      const values = Array.from(
        { length: (Number(query.get('end')) - start) / 60 + 1 },
        (_, i) => [start + 60 * i, String(10 + i / 1000)] as const,
      );
      response.end(matrix(values, { warnings: ['a store did not answer'] }));
    });
  };
  await withServer(t, listener, async (url) => {
    const { traces, warnings } = await queryPrometheus({ ...range, url, endSeconds: 60 * 15_000 });
    t.deepEqual(asked, ['/api/v1/query_range 0-599940', '/api/v1/query_range 600000-900000']);
    t.is(traces.length, 1);
    t.is(traces[0]?.id, 'm{pod="a"}');
    t.is(traces[0]?.minutes.length, 15_001);
    t.deepEqual(warnings, [{ code: 'prometheus-partial', message: 'a store did not answer' }]);
  });
});

interface FakeServer {
  readonly asked: string[];
  readonly listener: RequestListener;
}

/** Series `m{pod="0"}` and so on, as many as `at` says for the second, and their count. */
function manySeries(at: (second: number) => number): FakeServer {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const query = new URLSearchParams(body);
      const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(query.get(name)));
      asked.push(`${query.get('query')} ${start}-${end}/${step}`);
      const counts = new Map<number, [number, string][]>();
      const total: [number, string][] = [];
      for (let second = start ?? 0; second <= (end ?? 0); second += step ?? 1) {
        total.push([second, String(at(second))]);
        for (let pod = 0; pod < at(second); pod++)
          counts.set(pod, [...(counts.get(pod) ?? []), [second, String(10 + pod)]]);
      }
      const result =
        query.get('query') === 'm'
          ? [...counts].map(([pod, values]) => ({
              metric: { __name__: 'm', pod: `${pod}` },
              values,
            }))
          : [{ metric: {}, values: total }];
      response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
    });
  };
  return { asked, listener };
}

test('series are counted first, and the more there are the shorter are the windows of a range', async (t) => {
  const { asked, listener } = manySeries(() => 30);
  await withServer(t, listener, async (url) => {
    const { traces } = await queryPrometheus({ ...range, url, samplesPerRequest: 130 });
    t.deepEqual(asked, ['count(\nm\n) 0-600/60', 'm 0-180/60', 'm 240-420/60', 'm 480-600/60']);
    t.is(traces.length, 30);
    t.deepEqual([...(traces[7]?.minutes ?? [])], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    t.deepEqual(
      [...(traces[7]?.percent ?? [])],
      Array.from({ length: 11 }, () => 17),
    );
  });
});

test('more series than allowed are refused before one is read, or as soon as they show', async (t) => {
  const many = manySeries((second) => (second === 300 ? 31 : 2));
  await withServer(t, many.listener, async (url) => {
    const error = await t.throwsAsync(queryPrometheus({ ...range, url, mostSeries: 30 }), {
      instanceOf: SandboxError,
      message:
        /^expected --query to have at most the 30 series of --max-series, got 31 at one time \(http.*, m\)$/u,
    });
    t.is(error.code, 'input');
    t.deepEqual(many.asked, ['count(\nm\n) 0-600/60']);
  });
  // 1,000 moments of 200 minutes lie 12 s apart with a step of a second: 301 is none of them.
  const brief = manySeries((second) => (second === 301 ? 31 : 2));
  await withServer(t, brief.listener, async (url) => {
    const often = { ...range, url, endSeconds: 12_000, stepSeconds: 1, mostSeries: 30 };
    await t.throwsAsync(queryPrometheus(often), {
      message: /series of --max-series, got 31 until 1970-01-01T02:46:39\.000Z/u,
    });
    t.deepEqual(brief.asked, ['count(\nm\n) 0-12000/12', 'm 0-9999/1']);
  });
});

const reset: RequestListener = (request) => {
  request.socket.resetAndDestroy();
};

test('a server that closes the connections it kept just as it is asked again is asked anew', async (t) => {
  const { asked, listener } = manySeries(() => 30);
  const used = new Set<object>();
  let closed = 0;
  const closing: RequestListener = (request, response) => {
    if (used.has(request.socket)) {
      closed += 1;
      request.socket.resetAndDestroy();
      return;
    }
    used.add(request.socket);
    listener(request, response);
  };
  await withServer(t, closing, async (url) => {
    const { traces } = await queryPrometheus({ ...range, url, samplesPerRequest: 130 });
    t.is(traces.length, 30);
  });
  t.true(closed > 0);
  t.deepEqual(asked, ['count(\nm\n) 0-600/60', 'm 0-180/60', 'm 240-420/60', 'm 480-600/60']);
  // One that closes all of them is away.
  await withServer(t, reset, async (url) => {
    await t.throwsAsync(queryPrometheus({ ...range, url }), {
      instanceOf: SandboxError,
      message: /the server cannot be reached: .*(?:ECONNRESET|other side closed)/u,
    });
  });
});

test('a server that refuses, answers nonsense or nothing, or is away, is an input error', async (t) => {
  for (const [status, body, message] of [
    [
      400,
      '{"status":"error","errorType":"bad_data","error":"parse error"}',
      /the server answered bad_data: parse error \(http.*, m\)$/u,
    ],
    [502, '<html>Bad gateway</html>', /expected JSON, got HTTP 502 "<html>/u],
    [
      200,
      '{"status":"success","data":{"resultType":"matrix","result":[]}}',
      /at least one series, got none/u,
    ],
    [200, '{"status":"success"}', /expected the answer of a range query, got HTTP 200/u],
    [
      200,
      matrix([
        [0, '1'],
        [60, 'NaN'],
      ]),
      /expected a reading, got NaN \(.*1970-01-01T00:01:00/u,
    ],
    [200, matrix([[0, '1']]), /at least 2 samples, got 1/u],
    [
      200,
      matrix([
        [0, '1'],
        [60, '+Inf'],
      ]),
      /expected a reading, got Infinity/u,
    ],
  ] as const) {
    const listener: RequestListener = (_request, response) => {
      response.statusCode = status;
      response.end(body);
    };
    await withServer(t, listener, async (url) => {
      const error = await t.throwsAsync(queryPrometheus({ ...range, url }), {
        instanceOf: SandboxError,
        message,
      });
      t.is(error.code, 'input');
    });
  }
  // A server that never stops talking is left after what an answer may be.
  const left = new EventEmitter();
  const endless: RequestListener = (_request, response) => {
    const talk = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', talk).on('close', () => left.emit('left'));
    talk();
  };
  const isLeft = once(left, 'left');
  await withServer(t, endless, async (url) => {
    await t.throwsAsync(queryPrometheus({ ...range, url, mostBytes: 2 ** 20 }), {
      instanceOf: SandboxError,
      message: /^expected an answer of at most 1 MiB, got more: ask for fewer series/u,
    });
  });
  await t.notThrowsAsync(isLeft);
  await t.throwsAsync(queryPrometheus({ ...range, url: 'http://127.0.0.1:1' }), {
    instanceOf: SandboxError,
    message: /the server cannot be reached/u,
  });
  await t.throwsAsync(queryPrometheus({ ...range, url: 'x', stepSeconds: 0 }), {
    message: 'expected --step above 0 seconds, got 0',
  });
});

test('a record becomes one trace a cell, at the rate that traffic has', async (t) => {
  const refused: Outcome = {
    kind: 'out-of-memory',
    operation: 53_249,
    entries: 53_248,
    bytesHeld: 1_300_000,
    bytesRefused: 2_506_752,
    limitBytes: 3_000_000,
    growth: { kind: 'double', fromBuckets: 8192, toBuckets: 16_384 },
  };
  const record = makeRecord([
    { id: 'fits', run: { inserts: 60_000 } },
    { id: 'fails', run: { inserts: 60_000, limitBytes: 3_000_000 }, exactOutcome: refused },
    { id: 'empty', run: { inserts: 1000 }, hasCounts: false },
  ]);
  const [fits, fails, ...others] = tracesFromRecord(record, 1000, 'r.json');
  t.is(others.length, 0);
  t.is(fits?.id, 'fits');
  t.deepEqual(fits?.map?.type, { model: 'go1.22', key: 'int64', value: 'int64' });
  t.deepEqual([fits?.minutes.length, fits?.ending], [61, { kind: 'never' }]);
  t.is(fits?.map?.entries.at(-1), 60_000);
  t.deepEqual(fails?.ending, { kind: 'exhausted', atMinute: (fails?.minutes.length ?? 0) - 1 });
  t.is(fails?.percent.at(-1), 100);
  t.true((fails?.percent.at(-2) ?? 100) < 60, 'flat until the doubling that was refused');
  const perMinute = fails?.map?.entries.subarray(1, -1).map((entries, i) => entries / (i + 1));
  t.true(
    perMinute?.every((rate) => rate === 1000),
    'between two points of the record entries go on as the operations do',
  );
  t.throws(() => tracesFromRecord(record, 1e9, 'r.json'), {
    message:
      'expected a record with counts over at least 2 minutes at 1000000000 operations a minute, got none (r.json)',
  });
  t.throws(() => tracesFromRecord(record, 0.1, 'r.json'), {
    message: /take at most 100000 minutes/u,
  });

  const file = join(temporaryFolder('record'), 'r.json');
  await writeRecord(file, record);
  t.is((await collectTraces([file], { operationsPerMinute: 1000 })).length, 2);
  await t.throwsAsync(collectTraces([file]), { message: /expected --operations-per-minute/u });
});
