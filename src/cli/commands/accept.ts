import { Command } from 'commander';
import { resolve } from 'node:path';
import { outputTarget } from '../../base/primitives/output/output-target.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { compareFiles } from '../compare-files.ts';
import { addComparisonFlags, optionsOf, type ComparisonFlags } from '../flags/comparison-flags.ts';
import { candidatesOr } from '../usual-files.ts';

interface AcceptFlags extends ComparisonFlags {
  readonly cell?: string;
  readonly metric: string;
  readonly reason?: string;
}

const examples = `
Example:
  $ mapswell accept reports/baseline/main.json reports/first reports/second \\
      --cell churn --metric bytes-peak --reason 'a second index, see the design'

Only what the comparison calls regressed or improved can be accepted. The runs in the baseline stay;
the acceptance and its reason are kept beside them.`;

/** `mapswell accept`: takes a change as what the baseline expects from now on. */
export function acceptCommand(context: CliContext): Command {
  const command = new Command('accept')
    .description('Accept a change into a baseline, with a reason')
    .argument('<baseline>', 'the baseline, which is rewritten')
    .argument('[candidates...]', 'one run or two, by record or folder (default: reports/latest)')
    .option('--cell <id>', 'the cell (required)')
    .option('--metric <name>', 'the metric, or all that changed', 'all')
    .option('--reason <text>', 'why this is right (required)')
    .addHelpText('after', examples);
  return addComparisonFlags(command).action(
    (baseline: string, candidates: readonly string[], flags: AcceptFlags) =>
      runAccept(baseline, candidates, flags, context),
  );
}

async function runAccept(
  path: string,
  candidates: readonly string[],
  flags: AcceptFlags,
  { cwd, stdout }: CliContext,
): Promise<void> {
  const cell = given(flags.cell, '--cell <id>');
  const reason = given(flags.reason, '--reason <text>');
  const file = resolve(cwd, path);
  const target = await outputTarget(file);
  if (target.kind === 'stream')
    throw new SandboxError(
      'usage',
      `expected a baseline to write anew, got ${path}, which is no file`,
    );
  const { readInputText } = await import('../../base/primitives/input/read-input.ts');
  const { parseBaseline } = await import('../../lab/compare/baseline/parse-baseline.ts');
  const { accept } = await import('../../lab/compare/baseline/accept.ts');
  const { baselineDocument } = await import('../../lab/compare/baseline/baseline-document.ts');
  const { writeDocument } = await import('../../lab/record/write-document.ts');
  const baseline = parseBaseline(readInputText(file), file);
  const { comparison } = await compareFiles(cwd, file, candidatesOr(candidates), optionsOf(flags));
  const at = new Date().toISOString();
  const changed = accept(baseline, comparison, { cell, metric: flags.metric, reason, at });
  await writeDocument(file, baselineDocument(changed), 'baseline');
  const taken = changed.acceptances.slice(baseline.acceptances.length);
  stdout.write(taken.map(({ metric }) => `accepted ${metric} of ${cell}\n`).join(''));
}

function given(value: string | undefined, flag: string): string {
  if (value !== undefined) return value;
  throw new SandboxError('usage', `expected the flag ${flag}; see mapswell accept --help`);
}
