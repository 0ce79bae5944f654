import { relative } from 'node:path';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { configFlag, count, textFlag, toggle, valueFlag } from '../flags/flag.ts';
import { runBatches } from '../run/run-batches.ts';
import { usualBaseline } from '../io/usual-files.ts';

/** `mapswell baseline`: two independent runs that agree become what later runs are compared with. */
export const baselineCommand: CommandBuilder = defineCommand(
  {
    name: 'baseline',
    summary: 'Run the scenarios twice; write a baseline only where both runs agree.',
    words: { names: { shown: '[names...]', summary: 'scenarios to run (default: all)' } },
    flags: {
      config: configFlag,
      rounds: valueFlag(
        '<n>',
        'timed rounds of each cell in each run',
        count({ min: 1, max: 1000 }),
      ),
      out: textFlag(
        '<file>',
        'the baseline, - for standard output (default: baseline/baseline.json in the reports folder)',
      ),
      quiet: toggle('print nothing but errors'),
    },
    writesFiles: true,
  },
  async (request, context, outputs) => {
    const [{ validateBaseline }, { baselineDocument }, { documentText }, { loadConfig }] =
      await Promise.all([
        import('../../lab/compare/baseline/validate-baseline.ts'),
        import('../../lab/compare/baseline/baseline-document.ts'),
        import('../../lab/record/document-file.ts'),
        import('../../lab/config/load-config.ts'),
      ]);
    const { names, config, rounds, quiet } = request;
    const path = request.out ?? usualBaseline(await loadConfig(context.cwd, config));
    const place = await outputs.file('--out', path, fileKinds.baseline);
    const batches = await runBatches(context, { names, config, rounds, isQuiet: quiet });
    const check = validateBaseline(...batches);
    if (check.kind !== 'refused')
      await place.write(documentText(baselineDocument(check.baseline), 'baseline'));
    return { check, file: place.file };
  },
  {
    print: ({ check, file }, { cwd, stderr }, { quiet }) => {
      if (check.kind === 'refused') {
        for (const { cell, metric, message } of check.disagreements)
          stderr.write(`${[cell, metric].filter((part) => part !== '').join(' ')}: ${message}\n`);
        stderr.write('no baseline was written: the two runs do not agree\n');
        return '';
      }
      const notes = check.baseline.warnings.map(({ message }) => `note: ${message}\n`);
      if (file !== null) notes.push(`baseline ${relative(cwd, file)}\n`);
      return quiet ? '' : notes.join('');
    },
    exitCode: ({ check }) => (check.kind === 'refused' ? exitCodes.invalid : exitCodes.fine),
  },
);
