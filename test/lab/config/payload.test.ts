import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { cellPayloads } from '../../../src/lab/config/cell-payload.ts';
import type { Cell } from '../../../src/lab/config/cell.ts';
import { defaults } from '../../../src/lab/config/defaults.ts';
import { expandCells } from '../../../src/lab/config/expand-cells.ts';
import { checkShape } from '../../../src/lab/config/schema/check-shape.ts';
import { scenarioSchema } from '../../../src/lab/config/schema/scenario-schema.ts';
import { cellSchema } from '../../../src/lab/record/schema/cell-schema.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { tiny } from '../../support/tiny-scenario.ts';

const config = {
  ...defaults,
  file: null,
  scenariosFolder: '.',
  reportsFolder: '.',
} as const;

function cellsOf(scenario: object, file = 'x.json'): readonly Cell[] {
  const checked = checkShape(scenarioSchema, { ...tiny, ...scenario }, file);
  return expandCells([{ name: 'x', file, scenario: checked }], config);
}

/** Bytes for each entry, what is open, and the length of the keys of the workload; a record takes the cell. */
function carried(scenario: object, file?: string): readonly unknown[] {
  return cellsOf(scenario, file).map((cell) => {
    const { heapBytes, offHeapBytes, unknown } = cellPayloads(cell, 20).carried;
    cellSchema.parse(JSON.parse(JSON.stringify(cell)));
    const open = unknown.map(({ of }) => of).join();
    return [heapBytes + offHeapBytes, open, cell.workload.stringKeyBytes];
  });
}

test('a payload is in the words of the flags, and its keys are those of the workload', (t) => {
  const open = { key: 'string', value: '[]byte' };
  // By Go's size classes: 16, 48 and 512 bytes.
  t.deepEqual(carried(open), [[16, 'values', 16]]);
  t.deepEqual(carried({ ...open, payload: { keyBytes: 40, valueBytes: 512 } }), [[560, '', 40]]);
  t.deepEqual(carried({ ...open, payload: { key: 'string(40)', valueBytes: '0.5KiB' } }), [
    [560, '', 40],
  ]);
  t.deepEqual(carried({ ...open, payload: { valueBytes: '16:3,640:1' } }), [[188, '', 16]]);
  const list = [{ bytes: 16, weight: 3 }, { bytes: '640B' }];
  t.deepEqual(carried({ ...open, payload: { valueBytes: list } }), [[188, '', 16]]);
  // A struct of 16 bytes behind a pointer: the table has 8 for it.
  const pointer = { key: 'int64', value: '*int', payload: { value: '*struct { a, b int64 }' } };
  t.deepEqual(carried(pointer), [[16, '', 16]]);
  t.deepEqual(carried({ key: 'int64', value: '[64]byte' }), [[0, '', 16]]);
});

test('a file of sizes counts from the folder of the scenario, and the record needs it no more', (t) => {
  const folder = temporaryFolder('payload');
  writeFileSync(join(folder, 'sizes.txt'), '# bytes, entries\n16 3\n640 1\n');
  const file = join(folder, 'x.json');
  const open = { key: 'int64', value: '[]byte', payload: { valueBytes: '@sizes.txt' } };
  t.deepEqual(carried(open, file), [[172, '', 16]]);
  t.throws(() => cellsOf({ ...open, payload: { valueBytes: '@none.txt' } }, file), {
    message: /^.*x\.json: cannot read none\.txt of payload\.valueBytes: ENOENT/,
  });
});

test('for maps of JavaScript a payload is in its words, and else what the workload makes', (t) => {
  const native = { key: 'string', value: 'int64', target: 'native' };
  t.deepEqual(carried(native), [[32, '', 16]]);
  t.deepEqual(carried({ ...native, key: 'int64' }), [[24, '', 16]]);
  t.deepEqual(carried({ ...native, value: '[]byte' }), [[32, 'values', 16]]);
  t.deepEqual(
    carried({ ...native, payload: { key: 'string(36)', value: '{ id: smi, at: double }' } }),
    [[56 + 40 + 16, '', 36]],
  );
});

test('a payload that the cell cannot have names the key, the rule and the value', (t) => {
  const refused = (scenario: object): string => t.throws(() => cellsOf(scenario))?.message ?? '';
  t.is(
    refused({ payload: { valuesBytes: 1 } }),
    'x.json: payload.valuesBytes: unknown key (did you mean valueBytes?)',
  );
  t.regex(
    refused({ payload: { valueBytes: 512 } }),
    /^x: expected payload\.valueBytes beside a type that leaves bytes open, .* beside value int64/,
  );
  t.regex(
    refused({ value: '[]byte', payload: { valueBytes: '5 bytes' } }),
    /^x\.json: expected payload\.valueBytes to be a number of bytes/,
  );
  t.regex(
    refused({ value: '[]byte', payload: { valueBytes: true } }),
    /^x\.json: payload\.valueBytes: expected bytes, 'lognormal/,
  );
  t.is(
    refused({ value: '[]byte', payload: { value: '[512]byte' } }),
    'x: expected payload.value to have as much room in the table as []byte (24 bytes with pointers), got [512]byte (512 bytes without pointers)',
  );
  t.regex(
    refused({ target: 'native', payload: { value: '*Session' } }),
    /^x: .*\(of the target native, in JavaScript's words\)$/,
  );
});

test('flags of Node.js go to the cells that have a process for them', (t) => {
  const both = {
    target: ['reference', 'native'],
    nodeArguments: '--max-old-space-size=400  --expose-gc',
  };
  t.deepEqual(
    cellsOf(both).map(({ nodeArguments }) => nodeArguments),
    [undefined, ['--max-old-space-size=400', '--expose-gc']],
  );
  const [native] = cellsOf({ target: 'native', nodeArguments: ['--expose-gc'] });
  t.deepEqual(cellSchema.parse(native).nodeArguments, ['--expose-gc']);
  t.throws(() => cellsOf({ nodeArguments: '--expose-gc' }), {
    message: 'x: expected nodeArguments beside the target native or a module, got reference',
  });
  t.throws(() => cellsOf({ target: 'native', nodeArguments: 400 }), {
    message:
      /^x\.json: nodeArguments: expected flags of Node\.js, as in '--max-old-space-size=400'/,
  });
});
