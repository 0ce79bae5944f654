import { readFileSync } from 'node:fs';
import test from 'ava';
import { createKernel } from '../../../src/maps/reference/kernel/kernel.ts';

const folder = new URL('../../../../test/golden/', import.meta.url);

for (const [file, keying, count] of [
  ['hash_go1.22.txt', 0, 173],
  ['hash_go1.27.txt', 1, 173],
] as const)
  test(`the portable hash equals the vectors of ${file}`, (t) => {
    const kernel = createKernel({ chargedBytes: 2 ** 20 });
    const { exports } = kernel;
    const keys = exports.arenaReserve(32);
    const input = exports.arenaReserve(1024);
    const bytes = new Uint8Array(kernel.memory.buffer, input, 1024);
    const view = new DataView(kernel.memory.buffer);
    const lines = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n');
    const [, , , ...words] = (lines[0] ?? '').split(' ');
    const [word0 = 0n, word1 = 0n, word2 = 0n, word3 = 0n] = words.map((word) => BigInt(word));
    exports.hashKeysSet(keys, keying, word0, word1, word2, word3);
    const h0 = view.getBigUint64(keys, true);
    const h1 = view.getBigUint64(keys + 8, true);
    const hash = (length: number, seed: bigint): bigint =>
      BigInt.asUintN(64, exports.hashBytes(input, length, h0 ^ seed, keys));
    let compared = 0;
    for (const line of lines.slice(1)) {
      const [kind, first = '', second = '', ...rest] = line.split(' ');
      if (kind === 'S') {
        bytes.set(Buffer.from(first, 'hex'));
        t.is(hash(first.length / 2, BigInt(second)), BigInt(rest[0] ?? ''), line);
        compared += 1;
        continue;
      }
      const key = BigInt.asUintN(64, BigInt(first));
      const seed = BigInt(second);
      const [h64 = 0n, h32 = 0n, h16 = 0n, h128 = 0n] = rest.map((word) => BigInt(word));
      t.is(BigInt.asUintN(64, exports.hash64(key, h0 ^ seed, h1)), h64, line);
      t.is(BigInt.asUintN(64, exports.hash32(Number(key & 0xffffffffn), h0 ^ seed, h1)), h32, line);
      view.setBigUint64(input, key, true);
      t.is(hash(8, seed), h64, line);
      t.is(hash(4, seed), h32, line);
      t.is(hash(2, seed), h16, line);
      for (let i = 0; i < 16; i++) bytes[i] = Number((key + BigInt(i)) & 0xffn);
      t.is(hash(16, seed), h128, line);
      compared += 6;
    }
    t.is(compared, count);
  });
