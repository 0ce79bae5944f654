import { existsSync, statSync } from 'node:fs';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { configFlag } from '../flags/flag.ts';
import { textTable } from '../text/text-table.ts';

/** `mapswell list`: the scenarios that there are, and their cells. */
export const listCommand: CommandBuilder = defineCommand(
  {
    name: 'list',
    summary: 'List the scenarios, what each is for, and its cells.',
    flags: { config: configFlag },
  },
  async ({ config: file }, { cwd }) => {
    const [{ loadConfig }, { loadScenarios }, { shippedScenarios }, { expandCells }] =
      await Promise.all([
        import('../../lab/config/load-config.ts'),
        import('../../lab/config/load-scenarios.ts'),
        import('../../lab/config/shipped-scenarios.ts'),
        import('../../lab/config/expand-cells.ts'),
      ]);
    const config = await loadConfig(cwd, file);
    const hasOwn = existsSync(config.scenariosFolder);
    const scenarios = await loadScenarios(
      hasOwn ? config.scenariosFolder : shippedScenarios,
      [],
      hasOwn ? { trustedUid: config.trustedUid } : { trustedUid: statSync(shippedScenarios).uid },
    );
    const listed = scenarios.map((named) => ({
      name: named.name,
      purpose: named.scenario.purpose,
      cells: expandCells([named], config).map((cell) => cell.id),
    }));
    return { hasOwn, listed };
  },
  {
    json: ({ listed }) => listed,
    print: ({ hasOwn, listed }) => {
      const table = textTable(
        [{ title: 'scenario' }, { title: 'cells', align: 'right' }, { title: 'purpose' }],
        listed.map(({ name, cells, purpose }) => [name, String(cells.length), purpose]),
      );
      return hasOwn ? table : `No scenarios in this folder; these are shipped:\n\n${table}`;
    },
  },
);
