import { appendHarmlessly } from '../../base/primitives/output/append-harmlessly.ts';
import type { FindingReport } from '../../base/primitives/errors/finding.ts';
import type { MarkdownFormat } from '../../report/formats/markdown.ts';
import type { CliContext } from './cli-io.ts';

/**
 * Appends findings to the summary of a step of GitHub Actions, a file to which every step appends; does
 * nothing where GITHUB_STEP_SUMMARY names none.
 *
 * @param inputs paths of what the command reads
 * @throws SandboxError `output` when it cannot be appended to
 */
export async function appendStepSummary(
  report: FindingReport,
  words: MarkdownFormat,
  { env }: Pick<CliContext, 'env'>,
  inputs: readonly string[] = [],
): Promise<void> {
  const path = env['GITHUB_STEP_SUMMARY'] ?? '';
  if (path === '') return;
  const { formatMarkdown } = await import('../../report/formats/markdown.ts');
  const place = { name: 'GITHUB_STEP_SUMMARY', path };
  await appendHarmlessly(place, formatMarkdown(report, words), inputs);
}
