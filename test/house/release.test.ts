import { fileURLToPath } from 'node:url';
import test from 'ava';

interface Release {
  readonly releasedChangelog: (text: string, version: string, date: string) => string;
}

const tool = fileURLToPath(new URL('../../../tools/release.js', import.meta.url));
const { releasedChangelog }: Release = await import(tool);

test('a release moves what is unreleased under its version and leaves the rest', (t) => {
  t.is(
    releasedChangelog(
      '# Changelog\n\n## Unreleased\n\n- New.\n\n## 0.1.0 (2026-01-01)\n\n- Old.\n',
      '0.2.0',
      '2026-02-03',
    ),
    '# Changelog\n\n## Unreleased\n\n## 0.2.0 (2026-02-03)\n\n- New.\n\n## 0.1.0 (2026-01-01)\n\n- Old.\n',
  );
});

test('a release of nothing, and one that was made before, are refused', (t) => {
  const empty = '# Changelog\n\n## Unreleased\n\n## 0.1.0 (2026-01-01)\n\n- Old.\n';
  t.throws(() => releasedChangelog(empty, '0.2.0', '2026-02-03'), {
    message: 'nothing is unreleased',
  });
  t.throws(() => releasedChangelog(empty, '0.1.0', '2026-02-03'), {
    message: 'version 0.1.0 is in CHANGELOG.md already',
  });
});
