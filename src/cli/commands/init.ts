import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseBytes } from '../../base/primitives/quantities/parse-bytes.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { choiceFlag, count, textFlag, toggle, valueFlag } from '../flags/flag.ts';
import { parseRate } from '../flags/parse-rate.ts';
import { type FirstJob, firstJobs, jobDescriptions } from '../init/first-scenarios.ts';

const jobs = firstJobs.map((job) => `  ${job.padEnd(12)}${jobDescriptions[job].question}`);

/** `mapswell init`: a configuration, a first scenario and the npm scripts for a folder. */
export const initCommand: CommandBuilder = defineCommand(
  {
    name: 'init',
    summary: 'Write a configuration, a first scenario and npm scripts; overwrite nothing.',
    flags: {
      for: choiceFlag('<job>', 'what the scenario is for (default: asks)', firstJobs),
      limit: textFlag('<bytes>', 'memory of each process', '512MiB'),
      entries: valueFlag(
        '<count>',
        'entries that each writer fills in',
        count({ min: 1, max: 1e9 }),
        100_000,
      ),
      rate: valueFlag(
        '<rate>',
        'operations that arrive, such as 20k/s (default: as fast as they can)',
        (text, { flag }) => rateText(text, flag),
      ),
      typescript: toggle(
        'write TypeScript (default: where there is a tsconfig.json, or no package.json)',
      ),
      javascript: toggle('write JavaScript'),
    },
    notes: `Jobs:\n${jobs.join('\n')}`,
  },
  async (request, context) => {
    const limitBytes = parseBytes(request.limit, '--limit');
    if (limitBytes < 64 * 2 ** 20 || limitBytes > 2 ** 40)
      throw new SandboxError(
        'usage',
        `expected --limit to be from 64MiB to 1TiB, got ${request.limit}`,
      );
    const language = languageOf(context.cwd, request);
    const job = request.for ?? (await askForJob(context));
    const { initProject } = await import('../init/init-project.ts');
    const { entries, rate = null } = request;
    const options = { language, limit: limitText(limitBytes), entries, rate } as const;
    return { job, options, steps: await initProject(context.cwd, job, options) };
  },
  {
    print: ({ job, options, steps }) => {
      const { scenario, types } = jobDescriptions[job];
      const { entries, limit } = options;
      const lines = [
        ...steps.map(
          ({ path, outcome, note }) =>
            `${outcome.padEnd(9)}${path}${note === undefined ? '' : `: ${note}`}`,
        ),
        '',
        ...(types === null
          ? []
          : [
              `Does it fit?    npx mapswell plan ${types} --entries ${entries} --limit ${limit}`,
              `How many fit?   npx mapswell capacity ${types} --limit ${limit}`,
            ]),
        `Run it:         npx mapswell run ${scenario} --quick`,
      ];
      return lines.map((line) => `${line}\n`).join('');
    },
  },
);

interface Languages {
  readonly typescript: boolean;
  readonly javascript: boolean;
}

function languageOf(
  folder: string,
  { typescript, javascript }: Languages,
): 'typescript' | 'javascript' {
  if (typescript && javascript)
    throw new SandboxError('usage', 'expected --typescript or --javascript, got both');
  if (typescript) return 'typescript';
  if (javascript) return 'javascript';
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

/** As the types of a scenario take it: `20k/s`. @throws SandboxError `usage` for what is no rate */
function rateText(text: string, flag: string): string {
  const perSecond = parseRate(text, flag);
  return text.includes('/') ? text.replaceAll(/\s/g, '') : `${perSecond}/s`;
}

/** As the types of a scenario take it, whatever way it was said. */
function limitText(bytes: number): string {
  if (bytes % 2 ** 30 === 0) return `${bytes / 2 ** 30}GiB`;
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20}MiB` : `${bytes}B`;
}
