import test from 'ava';
import { goLayoutFor } from '../../../../src/live/attach/go/program/go-layout.ts';
import type { GoBuildInfo } from '../../../../src/live/attach/proc/go-build-info.ts';

function program(version: string, ...experiments: readonly string[]): GoBuildInfo {
  return { version, experiments, path: 'main', settings: new Map() };
}

test('versions whose layout is not known are refused in one line', (t) => {
  for (const version of ['go1.18.10', 'go1.20.1', 'go1.21', 'go1.28.0', 'devel go1.28-ab12', '']) {
    t.throws(() => goLayoutFor(program(version), 'amd64'), {
      code: 'input',
      message: `expected a program built by Go 1.19, 1.22 to 1.27, got ${version}`,
    });
  }
});

test('releases, candidates and builds of vendors are known by their minor version', (t) => {
  for (const [version, minor] of [
    ['go1.22', 22],
    ['go1.22.12', 22],
    ['go1.25rc1', 25],
    ['go1.24.4-vendor3', 24],
  ] as const) {
    t.is(goLayoutFor(program(version), 'amd64').minor, minor);
  }
});

test('an experiment that moves a field, or that nobody looked into, is refused', (t) => {
  const refused = (version: string, experiment: string): string =>
    t.throws(() => goLayoutFor(program(version, experiment), 'amd64'), { code: 'input' })
      ?.message ?? '';
  t.is(
    refused('go1.22.12', 'noallocheaders'),
    'expected a program built without GOEXPERIMENT=noallocheaders, whose memory layout is not known',
  );
  t.regex(refused('go1.27.3', 'staticlockranking'), /GOEXPERIMENT=staticlockranking,/);
  t.regex(refused('go1.27.3', 'tomorrow'), /GOEXPERIMENT=tomorrow,/);
  t.notThrows(() => goLayoutFor(program('go1.24.4', 'noswissmap', 'jsonv2'), 'amd64'));
});

test('a machine with another layout is refused', (t) => {
  t.throws(() => goLayoutFor(program('go1.27.3'), 'other'), {
    message: 'expected a program for amd64 or arm64',
  });
});

test('classic maps have a larger header where Swiss maps are switched off', (t) => {
  for (const [version, bytes] of [
    ['go1.23.5', 48],
    ['go1.24.4', 56],
    ['go1.26.1', undefined],
  ] as const) {
    t.is(goLayoutFor(program(version), 'amd64').classic?.hmap.structSize, bytes);
  }
});

test('the two machines differ where cache lines lie between fields', (t) => {
  const amd64 = goLayoutFor(program('go1.27.3'), 'amd64');
  const arm64 = goLayoutFor(program('go1.27.3'), 'arm64');
  t.deepEqual([amd64.arenasAt, arm64.arenasAt], [66_008, 66_072]);
  t.deepEqual(amd64.mspan, arm64.mspan);
});
