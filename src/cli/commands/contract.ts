import { Argument, Command } from 'commander';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { exitCodes } from '../exit-code.ts';
import { terminalText } from '../text/terminal-text.ts';

interface ContractFlags {
  readonly url: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell contract check --url http://127.0.0.1:8080/metrics

  Both formats are fetched and read strictly: grammar, HELP and TYPE, no series
  twice, at most 1000 series of a metric, formats that agree, counters that never
  fall. Exit code 0: all holds; 1: something does not; 3: it could not be judged.`;

/** `mapswell contract`: whether a running service keeps what its metrics promise. */
export function contractCommand(context: CliContext): Command {
  return new Command('contract')
    .description('Check whether the metrics of a running service keep what they promise')
    .addArgument(new Argument('<task>', 'what to do').choices(['check']))
    .requiredOption('--url <url>', 'page of metrics')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((_task: string, flags: ContractFlags) => check(flags, context));
}

async function check({ url, json }: ContractFlags, context: CliContext): Promise<void> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new SandboxError(
      'usage',
      `expected --url to be an address with http or https, got ${url}`,
    );
  const { checkMetrics } = await import('../../live/contract/check-metrics.ts');
  const result = await checkMetrics(url);
  const { findings, notJudged } = result;
  context.exitWith(findings.length > 0 ? exitCodes.regression : exitCodes.fine);
  if (json === true) {
    context.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  for (const { rule, message } of findings)
    context.stdout.write(`${rule}: ${terminalText(message)}\n`);
  for (const rule of notJudged) context.stdout.write(`not judged: ${rule}\n`);
  const verdict =
    findings.length === 0
      ? 'holds'
      : `${findings.length} ${findings.length === 1 ? 'rule is' : 'rules are'} broken`;
  context.stdout.write(`${terminalText(url)}: ${verdict}\n`);
}
