import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { readBaseline } from '../../src/lab/compare/baseline/read-baseline.ts';
import { cellDifferences } from '../../src/lab/compare/differences.ts';
import { expandCells } from '../../src/lab/config/expand-cells.ts';
import { loadConfig } from '../../src/lab/config/load-config.ts';
import { loadScenarios } from '../../src/lab/config/load-scenarios.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

test('the baseline of the repository has the cells of the shipped scenarios as they are now', async (t) => {
  const { baseline } = await readBaseline(join(repository, 'reports/baseline/baseline.json'));
  const config = await loadConfig(repository);
  const cells = expandCells(await loadScenarios(config.scenariosFolder), config);
  for (const { cells: kept } of baseline) {
    const known = new Map(kept.map(({ cell }) => [cell.id, cell]));
    t.deepEqual([...known.keys()].toSorted(), cells.map(({ id }) => id).toSorted());
    for (const cell of cells) {
      const other = known.get(cell.id);
      t.deepEqual(other === undefined ? null : cellDifferences(other, cell), [], cell.id);
    }
  }
});
