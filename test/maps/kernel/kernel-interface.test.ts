import { readFileSync } from 'node:fs';
import test from 'ava';
import { operationKinds } from '../../../src/lab/workload/operation-kinds.ts';
import { kindBits } from '../../../src/lab/workload/packed-operation.ts';
import { growthKinds } from '../../../src/maps/model/growth-event.ts';
import { OpKind } from '../../../src/maps/reference/kernel/kernel-enums.ts';
import { kernelGrowthKinds } from '../../../src/maps/reference/kernel/kernel-growth-kinds.ts';

const root = new URL('../../../../', import.meta.url);

interface WasmExport {
  readonly name: string;
  readonly kind: string;
}

function exportsOf(file: string): readonly WasmExport[] {
  const { Module } = Reflect.get(globalThis, 'WebAssembly');
  return Module.exports(new Module(readFileSync(new URL(file, root))));
}

function sorted(names: readonly string[]): readonly string[] {
  return names.toSorted((a, b) => (a < b ? -1 : 1));
}

for (const file of ['dist/kernel.wasm', 'dist/kernel-debug.wasm'])
  test(`${file} exports the functions of the interface and its memory, nothing else`, (t) => {
    const text = readFileSync(new URL('src/maps/reference/kernel/kernel-exports.ts', root), 'utf8');
    const [, body = ''] = /interface KernelExports \{(.*?)\n\}/s.exec(text) ?? [];
    const named = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = '']) => name);
    const exported = exportsOf(file);
    const functions = exported.filter(({ kind }) => kind === 'function');
    t.deepEqual(sorted(functions.map(({ name }) => name)), sorted(named));
    t.deepEqual(
      exported.filter(({ kind }) => kind !== 'function').map(({ name }) => name),
      ['memory'],
    );
  });

test('both sides number the kinds of operations and of growths alike', (t) => {
  const { End, ...kinds } = OpKind;
  t.deepEqual(
    Object.keys(kinds).map((name) => `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`),
    [...operationKinds],
  );
  t.deepEqual(
    Object.values(kinds),
    operationKinds.map((_, number) => number),
  );
  t.is<number, number>(End, 2 ** kindBits - 1);
  t.deepEqual(kernelGrowthKinds, growthKinds.slice(0, kernelGrowthKinds.length));
});
