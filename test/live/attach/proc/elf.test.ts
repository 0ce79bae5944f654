import { realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'ava';
import { ElfFile } from '../../../../src/live/attach/proc/elf-file.ts';
import { readSymbols } from '../../../../src/live/attach/proc/elf-symbols.ts';
import {
  parseGoBuildInfo,
  readGoBuildInfo,
} from '../../../../src/live/attach/proc/go-build-info.ts';
import { loadBias } from '../../../../src/live/attach/proc/load-bias.ts';
import { readRegions, regionAt } from '../../../../src/live/attach/proc/memory-regions.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const nodePath = realpathSync(process.execPath);

test('the symbols of Node.js that a debugger of V8 reads', (t) => {
  const elf = new ElfFile(nodePath);
  t.teardown(() => elf.close());
  const symbols = readSymbols(elf, { kind: 'object', prefix: 'v8dbg_type_JSMap_' });
  t.deepEqual(
    symbols.map(({ name, bytes }) => [name, bytes]),
    [['v8dbg_type_JSMap__JS_MAP_TYPE', 4]],
  );
  const offset = elf.fileOffsetOf(symbols[0]?.value ?? 0);
  const type = elf.readFile(offset ?? 0, 4).readInt32LE();
  t.true(type > 2000 && type < 2300, `instance type ${type}`);
});

test('the entry point of this process lies in its code, wherever it was loaded', (t) => {
  const elf = new ElfFile(`/proc/${process.pid}/exe`);
  t.teardown(() => elf.close());
  const at = elf.entry + loadBias(process.pid, elf);
  const region = regionAt(readRegions(process.pid), at);
  t.is(region?.path, nodePath);
  t.true(region?.isExecutable);
});

test('a stripped program has the symbols of its dynamic table, and starts in its text', (t) => {
  const path = realpathSync('/bin/ls');
  const elf = new ElfFile(path);
  t.teardown(() => elf.close());
  const text = elf.section('.text');
  const start = text?.address ?? 0;
  t.true(elf.entry >= start && elf.entry < start + (text?.bytes ?? 0));
  t.is(elf.fileOffsetOf(start), text?.fileOffset ?? null);
  t.is(elf.section('.symtab'), null);
  // It defines few names, and uses the C library's, which are not its own.
  t.false(readSymbols(elf, { kind: 'any' }).some(({ name }) => name === 'malloc'));
  t.true(readSymbols(elf, { kind: 'any' }).length > 0);
  t.is(readGoBuildInfo(elf), null);
});

test('what is no 64-bit ELF file is refused with the reason', (t) => {
  const folder = temporaryFolder('elf');
  const refused = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const error = t.throws(() => new ElfFile(path), { code: 'input' });
    return error?.message.replace(path, 'FILE') ?? '';
  };
  const header = Buffer.alloc(64);
  t.is(
    refused('short', Buffer.alloc(63)),
    'expected FILE to be a 64-bit ELF file: it is too short',
  );
  t.is(
    refused('zeros', header),
    'expected FILE to be a 64-bit ELF file: it does not begin like one',
  );
  header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1]);
  t.is(
    refused('class 32', header),
    'expected FILE to be a 64-bit ELF file: it is not 64-bit little-endian',
  );
  header.set([2, 1], 4);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(3, 56);
  header.writeBigUInt64LE(64n, 32);
  t.is(refused('cut', header), 'expected FILE to be a 64-bit ELF file: it ends before byte 232');
  t.throws(() => new ElfFile(join(folder, 'none')), { message: /none: .*ENOENT/ });
});

test('the build information of Go programs as toolchains write it', (t) => {
  const mark = '\0'.repeat(16);
  const lines =
    'path\tserver/cmd\nmod\tserver\t(devel)\t\nbuild\t-race=true\nbuild\tCGO_ENABLED=1\n';
  const info = parseGoBuildInfo('go1.24.4 X:noswissmap,arenas', mark + lines + mark);
  t.is(info.version, 'go1.24.4');
  t.deepEqual(info.experiments, ['noswissmap', 'arenas']);
  t.is(info.path, 'server/cmd');
  t.deepEqual(
    [...info.settings],
    [
      ['-race', 'true'],
      ['CGO_ENABLED', '1'],
    ],
  );
  const plain = parseGoBuildInfo('go1.22.12', '');
  t.deepEqual([plain.version, plain.experiments, plain.path], ['go1.22.12', [], '']);
});
