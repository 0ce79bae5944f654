import test from 'ava';
import { expandCells } from '../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../src/lab/config/load-config.ts';
import { createMap } from '../../src/index.ts';
import { allCommands } from '../../tools/command-reference.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tiny } from '../support/tiny-scenario.ts';

test('one map is meant wherever none is named: by commands, by scenarios and in code', async (t) => {
  const byCommand = (await allCommands()).flatMap((command) =>
    command.options
      .filter(({ long, defaultValue }) => long === '--map' && typeof defaultValue === 'string')
      .map(({ defaultValue }) => [command.name(), defaultValue]),
  );
  t.deepEqual(
    byCommand.map(([, map]) => map),
    byCommand.map(() => 'go1.22'),
  );
  t.deepEqual(
    ['plan', 'capacity', 'replay', 'serve', 'workloads', 'alerts'].filter(
      (name) => !byCommand.some(([command]) => command === name),
    ),
    [],
  );
  const config = await loadConfig(temporaryFolder('defaults'));
  const [cell] = expandCells([{ name: 'tiny', file: 'tiny.json', scenario: tiny }], config);
  t.is(cell?.map, 'go1.22');
  // A classic map doubles at its ninth entry, and its first bucket of int64 takes 144 bytes.
  const [named, unnamed] = ['go1.22' as const, undefined].map((map) => {
    const made = createMap({ key: 'int64', value: 'int64', ...(map === undefined ? {} : { map }) });
    for (let key = 0; key < 9; key++) made.set(key, 0);
    const stats = made.stats();
    made.close();
    return stats;
  });
  t.deepEqual(unnamed, named);
});
