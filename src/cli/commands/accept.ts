import { resolve } from 'node:path';
import { outputTarget } from '../../base/primitives/output/output-target.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { compareFiles } from '../compare/compare-files.ts';
import { defineCommand } from '../program/define-command.ts';
import { comparisonFlags, optionsOf } from '../flags/comparison-flags.ts';
import { required, textFlag } from '../flags/flag.ts';
import { candidatesOr } from '../io/usual-files.ts';

/** `mapswell accept`: takes a change as what the baseline expects from now on. */
export const acceptCommand: CommandBuilder = defineCommand(
  {
    name: 'accept',
    summary: 'Accept a change into a baseline, with a reason',
    words: {
      baseline: { shown: '<baseline>', summary: 'the baseline, which is rewritten' },
      candidates: {
        shown: '[candidates...]',
        summary: 'one run or two, by record or folder (default: reports/latest)',
      },
    },
    flags: {
      cell: required(textFlag('<id>', 'the cell')),
      metric: textFlag('<name>', 'the metric, or all that changed', 'all'),
      reason: required(textFlag('<text>', 'why this is right')),
      ...comparisonFlags,
    },
    notes: `
Example:
  $ mapswell accept reports/baseline/main.json reports/first reports/second \\
      --cell churn --metric bytes-peak --reason 'a second index, see the design'

Only what the comparison calls regressed or improved can be accepted. The runs in the baseline stay;
the acceptance and its reason are kept beside them.`,
  },
  async (request, { cwd }) => {
    const { cell, metric, reason } = request;
    const file = resolve(cwd, request.baseline);
    await requireFile(file, request.baseline);
    const [{ readInputText }, { parseBaseline }, { accept }, { baselineDocument }, writing] =
      await Promise.all([
        import('../../base/primitives/input/read-input.ts'),
        import('../../lab/compare/baseline/parse-baseline.ts'),
        import('../../lab/compare/baseline/accept.ts'),
        import('../../lab/compare/baseline/baseline-document.ts'),
        import('../../lab/record/document-file.ts'),
      ]);
    const baseline = parseBaseline(readInputText(file), file);
    const runs = candidatesOr(request.candidates);
    const { comparison } = await compareFiles(cwd, file, runs, optionsOf(request));
    const at = new Date().toISOString();
    const changed = accept(baseline, comparison, { cell, metric, reason, at });
    await writing.writeDocument(file, baselineDocument(changed), 'baseline');
    return changed.acceptances.slice(baseline.acceptances.length);
  },
  {
    print: (taken, _context, { cell }) =>
      taken.map(({ metric }) => `accepted ${metric} of ${cell}\n`).join(''),
  },
);

async function requireFile(file: string, path: string): Promise<void> {
  const target = await outputTarget(file);
  if (target.kind !== 'stream') return;
  throw new SandboxError(
    'usage',
    `expected a baseline to write anew, got ${path}, which is no file`,
  );
}
