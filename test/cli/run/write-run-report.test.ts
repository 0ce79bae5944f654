import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { SandboxError } from '../../../src/base/primitives/errors/sandbox-error.ts';
import { reportPlace, writeRunReport } from '../../../src/cli/run/write-run-report.ts';
import { recordInMemory } from '../../../src/lab/record/stored/open-record.ts';
import { largeRecord } from '../../support/large-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const large = largeRecord();

test('a large run or merge gets the same pages as its report, and replaces none of somebody else', async (t) => {
  const folder = temporaryFolder('pages');
  const file = join(folder, 'report-2.html');
  mkdirSync(join(folder, 'report-2-cells'));
  writeFileSync(join(folder, 'report-2-cells/cell-9.html'), 'mine');
  const error = await t.throwsAsync(
    writeRunReport(recordInMemory(large), {}, reportPlace(file, false)),
    {
      instanceOf: SandboxError,
    },
  );
  t.regex(error.message, /expected the report to name .*cell-9\.html.*--force replaces it/);
  t.false(existsSync(file));
  t.true((await writeRunReport(recordInMemory(large), {}, reportPlace(file, true))) >= 0);
  t.is(readdirSync(join(folder, 'report-2-cells')).length, 201);
  t.true(existsSync(file));
});
