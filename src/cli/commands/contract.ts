import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CommandBuilder } from '../cli-io.ts';
import { defineCommand } from '../define-command.ts';
import { exitCodes } from '../exit-code.ts';
import { type FlagPlace, required, valueFlag } from '../flags/flag.ts';
import { terminalText } from '../text/terminal-text.ts';

/** `mapswell contract`: whether a running service keeps what its metrics promise. */
export const contractCommand: CommandBuilder = defineCommand(
  {
    name: 'contract',
    summary: 'Check whether the metrics of a running service keep what they promise',
    words: { task: { shown: '<task>', summary: 'what to do', choices: ['check'] } },
    flags: { url: required(valueFlag('<url>', 'page of metrics', pageUrl)) },
    notes: `
Examples:
  $ mapswell contract check --url http://127.0.0.1:8080/metrics

  Both formats are fetched and read strictly: grammar, HELP and TYPE, no series
  twice, at most 1000 series of a metric, formats that agree, counters that never
  fall. Exit code 0: all holds; 1: something does not; 3: it could not be judged.`,
  },
  async ({ url }) => {
    const { checkMetrics } = await import('../../live/contract/check-metrics.ts');
    return await checkMetrics(url);
  },
  {
    json: (result) => result,
    print: ({ findings, notJudged }, _context, { url }) => {
      const broken = `${findings.length} ${findings.length === 1 ? 'rule is' : 'rules are'} broken`;
      const lines = [
        ...findings.map(({ rule, message }) => `${rule}: ${terminalText(message)}`),
        ...notJudged.map((rule) => `not judged: ${rule}`),
        `${terminalText(url)}: ${findings.length === 0 ? 'holds' : broken}`,
      ];
      return lines.map((line) => `${line}\n`).join('');
    },
    exitCode: ({ findings }) => (findings.length > 0 ? exitCodes.regression : exitCodes.fine),
  },
);

function pageUrl(given: string, { flag }: FlagPlace): string {
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given;
  throw new SandboxError(
    'usage',
    `expected ${flag} to be an address with http or https, got ${given}`,
  );
}
