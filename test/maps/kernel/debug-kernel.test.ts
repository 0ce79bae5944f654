import { readFileSync } from 'node:fs';
import test from 'ava';
import { instantiateKernel, type Kernel } from '../../../src/maps/reference/kernel/kernel.ts';
import { webAssembly } from '../../../src/maps/reference/kernel/web-assembly.ts';

const PAGES = 4096;
const MIB = 2 ** 20;

/** The build with assertions, with an arena of 64 MiB. */
function debugKernel(): Kernel {
  const bytes = readFileSync(new URL('../../../../dist/kernel-debug.wasm', import.meta.url));
  const memory = new webAssembly.Memory({ initial: PAGES, maximum: 65_536, shared: true });
  const kernel = instantiateKernel(memory, new webAssembly.Module(bytes));
  kernel.exports.arenaInit(PAGES * 65_536, 0.4, BigInt(64 * MIB), 0n);
  return kernel;
}

test('an object that is given back twice fails an assertion', (t) => {
  const { exports } = debugKernel();
  const object = exports.arenaAllocate(100, 0, 0, 0, 0);
  exports.arenaAllocate(100, 0, 0, 0, 0);
  exports.arenaRelease(object, 100, 0);
  t.throws(() => exports.arenaRelease(object, 100, 0), {
    message:
      /assertion of the kernel failed: object given back twice \(.*memory\/span\.ts:\d+:\d+\)/,
  });
});

test('an object that is given back with another size fails an assertion', (t) => {
  const { exports } = debugKernel();
  const object = exports.arenaAllocate(100, 0, 0, 0, 0);
  exports.arenaAllocate(1000, 0, 0, 0, 0);
  const failure = { message: /object given back with another size/ };
  t.throws(() => exports.arenaRelease(object, 200, 0), failure);
  // The lock of the arena was never given back: a kernel that failed must not wait for it.
  t.throws(() => exports.arenaAllocate(100, 0, 0, 0, 0), failure);
});

test('pages that are given back twice fail an assertion', (t) => {
  const { exports } = debugKernel();
  const array = exports.arenaAllocate(100_000, 0, 0, 0, 0);
  exports.arenaAllocate(100_000, 0, 0, 0, 0);
  exports.arenaRelease(array, 100_000, 0);
  t.throws(() => exports.arenaRelease(array, 100_000, 0), { message: /pages given back twice/ });
});
