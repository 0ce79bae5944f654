import test from 'ava';
import { parseGoBuildInfo } from '../../../../src/live/attach/proc/go-build-info.ts';

/** The module text between the marks that the linker puts around it. */
function marked(...lines: readonly string[]): string {
  const mark = '0'.repeat(16);
  return `${mark}${lines.join('\n')}\n${mark}`;
}

test('a build of Go names its version, experiments, main package and settings', (t) => {
  const info = parseGoBuildInfo(
    'go1.24.4 (Red Hat 1.24.4-1) X:noswissmap,synctest',
    marked(
      'path\texample.com/server',
      'mod\texample.com/server\t(devel)',
      'build\t-tags=a=b',
      'build\tGOARCH=amd64',
    ),
  );
  t.is(info.version, 'go1.24.4');
  t.deepEqual(info.experiments, ['noswissmap', 'synctest']);
  t.is(info.path, 'example.com/server');
  t.deepEqual(
    [...info.settings],
    [
      ['-tags', 'a=b'],
      ['GOARCH', 'amd64'],
    ],
  );
});

test('experiments stand in the settings of builds that do not name them beside the version', (t) => {
  const info = parseGoBuildInfo('go1.22.12', marked('build\tGOEXPERIMENT=arenas rangefunc'));
  t.deepEqual(info.experiments, ['arenas', 'rangefunc']);
  t.is(info.path, '');
  t.deepEqual(parseGoBuildInfo('go1.22.12', marked()).experiments, []);
});
