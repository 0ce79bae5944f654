import { linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parquetMetadata } from 'hyparquet';
import { readInput } from '../../../src/base/primitives/input/read-input.ts';
import { indexedPoints } from '../../../src/lab/compare/history/history-index.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { syntheticRun } from './synthetic-run.ts';

function refuse(error: Error): void {
  throw error;
}

test('an index of many records is written in parts, and read back says what the records say', async (t) => {
  const folder = temporaryFolder('history-parts');
  const speeds = [1e6, 1.2e6];
  for (const [at, speed] of speeds.entries()) {
    const record = syntheticRun({
      id: `run ${at}`,
      cells: ['a', 'b'].map((id) => ({ id, speeds: [speed, 2 * speed] })),
    });
    writeFileSync(join(folder, `${at}.json`), JSON.stringify(record));
  }
  const paths = Array.from({ length: 501 }, (_, at) => join(folder, `${at}.json`));
  for (const [at, path] of paths.entries()) if (at > 1) linkSync(paths[at % 2] ?? '', path);
  const anew = await indexedPoints(folder, paths, refuse);
  const bytes = readInput(join(folder, '.mapswell-history.parquet'));
  const metadata = parquetMetadata(new Uint8Array(bytes).buffer);
  t.deepEqual(
    metadata.row_groups.map(({ num_rows }) => Number(num_rows)),
    [1000, 2],
  );
  const again = await indexedPoints(folder, paths, refuse);
  t.deepEqual(again, anew);
  t.is(again.length, 501);
  t.deepEqual([again[0]?.name, again[499]?.name, again[500]?.name], ['run 0', 'run 1', 'run 0']);
  t.deepEqual([...(again[499]?.cells.keys() ?? [])], ['a', 'b']);
});
