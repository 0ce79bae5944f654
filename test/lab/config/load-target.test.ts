import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import test from 'ava';
import { checkShape } from '../../../src/lab/config/schema/check-shape.ts';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../../src/lab/config/load-config.ts';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { scenarioSchema } from '../../../src/lab/config/schema/scenario-schema.ts';

const file = join(tmpdir(), 'scenarios', 'own.ts');
const phase = {
  name: 'fill',
  operationsPerWriter: 10,
  mix: { insert: 1 },
  keys: { kind: 'sequential' },
};

/** The cells of a scenario with these fields, by way of its validation. */
async function cellsOf(fields: Readonly<Record<string, unknown>>): Promise<readonly Cell[]> {
  const shape = { purpose: 'p', key: 'int64', value: 'int64', phases: [phase], ...fields };
  const scenario = checkShape(scenarioSchema, shape, file);
  return expandCells([{ name: 'own', file, scenario }], await loadConfig(tmpdir()));
}

test('a module is a target beside others, by its path from the scenario', async (t) => {
  const cells = await cellsOf({ target: ['native', { module: '../maps/lru.ts' }] });
  t.deepEqual(
    cells.map(({ id, target, module }) => ({ id, target, module })),
    [
      { id: 'own/target=native', target: 'native', module: undefined },
      {
        id: 'own/target=../maps/lru.ts',
        target: 'module',
        module: relative('', join(tmpdir(), 'maps', 'lru.ts')),
      },
    ],
  );
});

test('a service and a rate go into the cell', async (t) => {
  const http = { url: 'http://127.0.0.1:80', pid: 7, connections: 3 };
  const rate = { kind: 'steps', perSecond: [0, 100] };
  const [cell] = await cellsOf({ target: 'http', http, rate });
  t.deepEqual({ http: cell?.http, rate: cell?.rate }, { http, rate });
  const [native] = await cellsOf({ target: 'native', http: {} });
  t.false(native !== undefined && 'http' in native);
});

test('a rate may stand beside a reference map', async (t) => {
  const rate = { kind: 'bursts', perSecond: 10, size: 5 };
  t.deepEqual(
    (await cellsOf({ target: ['reference', 'native'], guard: 'mutex', rate })).map(
      (cell) => cell.rate,
    ),
    [rate, rate],
  );
});

test('what makes no sense about a target is refused', async (t) => {
  const cases = [
    [{ target: 'htpp' }, /target.*expected one of reference, native, go, http, or \{ module/],
    [{ target: 'http', http: { pid: 1 } }, /expected pid, metricsUrl and mapSizeUrl only beside/],
    [{ target: 'http', http: { url: 'ftp://x' } }, /http\.url: expected an address with http:/],
    [{ target: 'http', rate: { kind: 'constant', perSecond: 0 } }, /expected a rate above 0/],
    [{ target: 'http', rate: { kind: 'waves' } }, /expected kind 'constant', 'ramp'/],
    [
      { target: ['reference', 'go'], rate: { kind: 'constant', perSecond: 5 } },
      /own\/target=go: expected rate beside the targets reference, http, native or a module, got go/,
    ],
    [
      { guard: ['mutex', 'none'], writers: 2, rate: { kind: 'poisson', perSecond: 5 } },
      /own\/guard=none: expected rate beside a guard or a single writer, got guard none and 2 writers/,
    ],
    [
      { rate: { kind: 'ramp', fromPerSecond: 0, toPerSecond: 0.2 }, timeLimitMs: 60_000 },
      /own: expected rate to bring all 10 operations within 48,000 ms, which is 80 % of timeLimitMs, got 100,000 ms/,
    ],
  ] as const;
  for (const [fields, message] of cases)
    await t.throwsAsync(cellsOf(fields), { name: 'SandboxError', message });
});

test('a map of V8 is refused as a reference map and as one of real Go when the scenario is read', async (t) => {
  for (const target of ['reference', 'go'] as const) {
    const error = await t.throwsAsync(cellsOf({ target, map: ['go1.22', 'v8'] }), {
      instanceOf: SandboxError,
    });
    t.is(error.code, 'config');
    t.is(
      error.message,
      `own/map=v8: expected map to be a version of Go for the target ${target}, got v8, whose maps are those of this Node.js: its target is native`,
    );
  }
  t.is((await cellsOf({ target: 'native', map: 'v8' })).length, 1);
});

test('a misspelt key is answered by the keys that the schema has at its place', (t) => {
  const refused = (fields: object): string | undefined =>
    t.throws(() =>
      checkShape(
        scenarioSchema,
        { purpose: 'p', key: 'int64', value: 'int64', phases: [phase], ...fields },
        'own.ts',
      ),
    )?.message;
  t.is(refused({ raet: { kind: 'constant' } }), 'own.ts: raet: unknown key (did you mean rate?)');
  t.is(
    refused({ rate: { kind: 'constant', perSecond: 5, persecnd: 5 } }),
    'own.ts: rate.persecnd: unknown key (did you mean perSecond?)',
  );
  t.is(
    refused({ http: { conections: 5 } }),
    'own.ts: http.conections: unknown key (did you mean connections?)',
  );
  t.is(
    refused({ phases: [{ ...phase, mixx: {} }] }),
    'own.ts: phases[0].mixx: unknown key (did you mean mix?)',
  );
  t.is(
    refused({ phases: [{ ...phase, keys: { kind: 'uniform', keys: 5, kyes: 5 } }] }),
    'own.ts: phases[0].keys.kyes: unknown key (did you mean keys?)',
  );
  t.is(refused({ limits: { cpsu: 2 } }), 'own.ts: limits.cpsu: unknown key (did you mean cpus?)');
  t.is(refused({ limits: { writers: 2 } }), 'own.ts: limits.writers: unknown key');
});
