import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';
import { type FirstJob, firstJobs, jobDescriptions } from '../init/first-scenarios.ts';

interface InitFlags {
  readonly for?: FirstJob;
  readonly limit: string;
  readonly entries: number;
  readonly javascript?: true;
  readonly typescript?: true;
}

const jobs = firstJobs.map((job) => `  ${job.padEnd(12)}${jobDescriptions[job].question}`);

/** `mapswell init`: a configuration, a first scenario and the npm scripts for a folder. */
export function initCommand(context: CliContext): Command {
  return new Command('init')
    .description('Write a configuration, a first scenario and npm scripts; overwrite nothing.')
    .addOption(
      new Option('--for <job>', 'what the scenario is for (default: asks)').choices(firstJobs),
    )
    .option('--limit <bytes>', 'memory of each process', '512MiB')
    .option(
      '--entries <count>',
      'entries that each writer fills in',
      (text) => parseCount(text, '--entries', { min: 1, max: 1e9 }),
      100_000,
    )
    .option(
      '--typescript',
      'write TypeScript (default: where there is a tsconfig.json, or no package.json)',
    )
    .option('--javascript', 'write JavaScript')
    .addHelpText('after', `\nJobs:\n${jobs.join('\n')}\n`)
    .action(async (flags: InitFlags) => {
      const limitBytes = parseBytes(flags.limit, '--limit');
      if (limitBytes < 64 * 2 ** 20 || limitBytes > 2 ** 40)
        throw new SandboxError(
          'usage',
          `expected --limit to be from 64MiB to 1TiB, got ${flags.limit}`,
        );
      const language = languageOf(context.cwd, flags);
      const job = flags.for ?? (await askForJob(context));
      const { initProject } = await import('../init/init-project.ts');
      const { entries } = flags;
      const limit = limitText(limitBytes);
      const options = { language, limit, entries } as const;
      for (const { path, outcome, note } of await initProject(context.cwd, job, options))
        context.stdout.write(
          `${outcome.padEnd(9)}${path}${note === undefined ? '' : `: ${note}`}\n`,
        );
      const { scenario, plan } = jobDescriptions[job];
      const answer = plan(options);
      context.stdout.write(
        `\nRun it:        npx mapswell run ${scenario} --quick\n${answer === null ? '' : `Answer at once: npx ${answer}\n`}`,
      );
    });
}

function languageOf(
  folder: string,
  { typescript, javascript }: InitFlags,
): 'typescript' | 'javascript' {
  if (typescript === true && javascript === true)
    throw new SandboxError('usage', 'expected --typescript or --javascript, got both');
  if (typescript === true) return 'typescript';
  if (javascript === true) return 'javascript';
  const isPlain =
    existsSync(join(folder, 'package.json')) && !existsSync(join(folder, 'tsconfig.json'));
  return isPlain ? 'javascript' : 'typescript';
}

/** @throws SandboxError `usage` where nobody can be asked, or who is asked gives no such job */
async function askForJob({ ask }: CliContext): Promise<FirstJob> {
  const choices = firstJobs.join(', ');
  if (ask === undefined)
    throw new SandboxError('usage', `expected --for ${choices}: there is no terminal to ask`);
  const list = firstJobs.map((job, index) => `  ${index + 1}  ${jobDescriptions[job].question}`);
  const answer = (
    await ask(`What is it about?\n${list.join('\n')}\n1 to ${firstJobs.length}: `)
  ).trim();
  const job = firstJobs.find((name, index) => answer === name || answer === String(index + 1));
  if (job === undefined)
    throw new SandboxError(
      'usage',
      `expected 1 to ${firstJobs.length} or one of ${choices}, got ${answer}`,
    );
  return job;
}

/** As the types of a scenario take it, whatever way it was said. */
function limitText(bytes: number): string {
  if (bytes % 2 ** 30 === 0) return `${bytes / 2 ** 30}GiB`;
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20}MiB` : `${bytes}B`;
}
