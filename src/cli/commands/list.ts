import { existsSync, statSync } from 'node:fs';
import { Command } from 'commander';
import type { CliContext } from '../cli-io.ts';

interface ListFlags {
  readonly config?: string;
  readonly json?: true;
}

/** `mapswell list`: the scenarios that there are, and their cells. */
export function listCommand(context: CliContext): Command {
  return new Command('list')
    .description('List the scenarios, what each is for, and its cells.')
    .option('--config <file>', 'configuration file (default: the nearest sandbox.config.*)')
    .option('--json', 'print JSON')
    .action(async (flags: ListFlags) => {
      const [
        { loadConfig },
        { loadScenarios },
        { shippedScenarios },
        { expandCells },
        { textTable },
      ] = await Promise.all([
        import('../../lab/config/load-config.ts'),
        import('../../lab/config/load-scenarios.ts'),
        import('../../lab/config/shipped-scenarios.ts'),
        import('../../lab/config/expand-cells.ts'),
        import('../text/text-table.ts'),
      ]);
      const config = await loadConfig(context.cwd, flags.config);
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
      if (flags.json === true) context.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
      else {
        if (!hasOwn) context.stdout.write('No scenarios in this folder; these are shipped:\n\n');
        context.stdout.write(
          textTable(
            [{ title: 'scenario' }, { title: 'cells', align: 'right' }, { title: 'purpose' }],
            listed.map((one) => [one.name, String(one.cells.length), one.purpose]),
          ),
        );
      }
    });
}
