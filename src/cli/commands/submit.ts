import { chmod } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseDuration } from '../../base/primitives/quantities/parse-duration.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';
import { engineNames } from '../../lab/run/submit/engine.ts';
import type { Submission, SubmissionRequest } from '../../lab/run/submit/plan-submission.ts';
import {
  choiceFlag,
  configFlag,
  count,
  required,
  repeated,
  textFlag,
  toggle,
  valueFlag,
  word,
} from '../flags/flag.ts';
import { nodeArgumentsFlag } from '../flags/node-arguments-flag.ts';
import { type RunFlags, runFlags } from '../flags/run-flags.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { exitCodes } from '../io/exit-code.ts';
import type { Outputs } from '../io/outputs.ts';
import { defineCommand } from '../program/define-command.ts';

/** `mapswell submit`: hands the parts of a run to what runs them on many machines. */
export const submitCommand: CommandBuilder = defineCommand(
  {
    name: 'submit',
    summary: 'Write what Slurm, Kubernetes, CI or GNU parallel need to run a run in parts',
    words: {
      names: { shown: '[names...]', summary: 'scenarios, as of run (default: all own)' },
    },
    flags: {
      engine: required(choiceFlag('<engine>', 'what runs the parts', engineNames)),
      shards: required(valueFlag('<n>', 'number of parts', count({ min: 1, max: 100_000 }))),
      out: required(textFlag('<folder>', 'folder for the files, and for the results where shared')),
      run: toggle('start it: slurm and parallel, where they are at hand'),
      config: configFlag,
      ...runFlags,
      nodeArguments: nodeArgumentsFlag,
      rounds: valueFlag('<n>', 'timed rounds of each cell', count({ min: 1, max: 1000 })),
      cell: repeated('<ids...>', 'only these cells; * and ? stand for others', word),
      grep: textFlag('<expression>', 'only cells whose name or purpose matches'),
      durations: textFlag('<record>', 'an earlier run whose times balance the parts'),
      time: valueFlag('<duration>', 'how long one part may take (default: 1h)', (text, { flag }) =>
        parseDuration(text, flag, { minMs: 60_000 }),
      ),
      atOnce: valueFlag('<n>', 'how many parts run at a time', count({ min: 1, max: 100_000 })),
      image: textFlag('<image>', 'kubernetes: image with the project; gitlab: image with Node.js'),
      claim: textFlag('<name>', 'kubernetes: the volume claim that holds the results'),
      partition: textFlag('<name>', 'slurm: the partition'),
      mapswell: textFlag('<command>', 'how mapswell is started there', 'npx mapswell'),
    },
    writesFiles: true,
    reads: ({ durations }) => (durations === undefined ? [] : [durations]),
    notes: `
Examples:
  $ mapswell submit --engine slurm --shards 8 --rounds 20 --out shards --run
  $ mapswell submit --engine github --shards 8 --out ci

Every part asks for the largest memory limit of its cells and 512 MiB beside it: the limits that the engine
sets hold for all that mapswell starts. The merge comes last, whether or not all parts ended well, and its
exit code counts. Exit codes of --run: those of the script; of merge with parallel.`,
  },
  submitShards,
  {
    print: ({ submission, files, exitCode }, { cwd }, { out }) => {
      const { shards, units, resources, imbalance, engine } = submission;
      const balance =
        imbalance === null ? '' : `, the largest at ${imbalance.toFixed(2)} times the mean`;
      const lines = [
        ...files.map((file) => `wrote ${relative(cwd, file)}`),
        `${shards} shards of ${units} rounds and counts${balance}`,
        `each asks for ${resources.memoryMib} MiB and ${resources.cpus} CPU${resources.cpus === 1 ? '' : 's'}`,
        ...(exitCode === null ? [`next: ${engine.advice(out)}`] : []),
      ];
      return lines.map((line) => `${line}\n`).join('');
    },
    json: ({ submission: { engine: _engine, files: _files, ...figures }, files, exitCode }) => ({
      ...figures,
      files,
      exitCode,
    }),
    exitCode: ({ exitCode }) => exitCode ?? exitCodes.fine,
  },
);

interface Asked extends RunFlags {
  readonly names: readonly string[];
  readonly engine: (typeof engineNames)[number];
  readonly shards: number;
  readonly out: string;
  readonly run: boolean;
  readonly config: string | undefined;
  readonly nodeArguments: readonly string[] | undefined;
  readonly rounds: number | undefined;
  readonly cell: readonly string[];
  readonly grep: string | undefined;
  readonly durations: string | undefined;
  readonly time: number | undefined;
  readonly atOnce: number | undefined;
  readonly image: string | undefined;
  readonly claim: string | undefined;
  readonly partition: string | undefined;
  readonly mapswell: string;
}

interface Submitted {
  readonly submission: Submission;
  readonly files: readonly string[];
  /** Of the engine's script; `null` where it was not started. */
  readonly exitCode: number | null;
}

async function submitShards(
  asked: Asked,
  context: CliContext,
  outputs: Outputs,
): Promise<Submitted> {
  const [{ planSubmission }, { requireEngine, startEngine }, { engines }] = await Promise.all([
    import('../../lab/run/submit/plan-submission.ts'),
    import('../../lab/run/submit/start-engine.ts'),
    import('../../lab/run/submit/engines.ts'),
  ]);
  const engine = engines[asked.engine];
  if (asked.run) requireEngine(asked.engine, engine);
  const submission = await planSubmission(await requestOf(asked, context));
  const folder = await outputs.folder(
    '--out',
    asked.out,
    Object.fromEntries([...submission.files.keys()].map((name) => [name, fileKinds.submission])),
  );
  const files: string[] = [];
  for (const [name, content] of submission.files) {
    const file = join(folder, name);
    await writeFileAtomically(file, content);
    if (content.startsWith('#!')) await chmod(file, 0o755);
    files.push(file);
  }
  if (!asked.run) return { submission, files, exitCode: null };
  const exitCode = await startEngine({
    name: asked.engine,
    engine,
    folder,
    env: context.env,
    signal: context.signal,
    onOutput: (text) => outputs.sentences.write(text),
    onErrors: (text) => context.stderr.write(text),
  });
  return { submission, files, exitCode };
}

async function requestOf(asked: Asked, { cwd }: CliContext): Promise<SubmissionRequest> {
  const { engine, shards, out, mapswell, time = 3_600_000 } = asked;
  const { image, claim, partition, atOnce, rounds, grep, seed, nodeArguments, config } = asked;
  const fromProject = relative(cwd, resolve(cwd, out)) || '.';
  const isOutside = fromProject.startsWith('..') || isAbsolute(fromProject);
  const runArguments = argumentsOf(asked);
  for (const text of [...runArguments, mapswell, out, cwd, image, claim, partition])
    requirePlain(text ?? '');
  return {
    engine,
    shards,
    mapswell,
    runArguments,
    project: cwd,
    folder: isOutside ? resolve(cwd, out) : fromProject,
    minutes: Math.ceil(time / 60_000),
    options: defined({ image, claim, partition, atOnce }),
    run: {
      folder: cwd,
      scenarios: asked.names,
      cells: asked.cell,
      limits: defined({ memoryBytes: asked.limitMemory, cpus: asked.cpus }),
      ...defined({ rounds, grep, seed, nodeArguments, configFile: config }),
    },
    ...(asked.durations === undefined
      ? {}
      : { durations: await recordAt(resolve(cwd, asked.durations)) }),
  };
}

/** What `run` is told on every machine: what was asked for here. */
function argumentsOf(asked: Asked): readonly string[] {
  const { names, config, rounds, grep, seed, limitMemory, cpus, nodeArguments, durations } = asked;
  const values = Object.entries({
    config,
    rounds,
    grep,
    seed,
    'limit-memory': limitMemory,
    cpus,
    durations,
  });
  return [
    ...names,
    ...values.flatMap(([flag, value]) => (value === undefined ? [] : `--${flag}=${value}`)),
    ...asked.cell.map((id) => `--cell=${id}`),
    ...(nodeArguments === undefined ? [] : [`--node-arguments=${nodeArguments.join(' ')}`]),
  ];
}

/** A line break would end a line of the files, which is a rule of its own in each of them. */
function requirePlain(text: string): void {
  const control = /\p{Cc}/u.exec(text);
  if (control !== null)
    throw new SandboxError(
      'usage',
      `expected words without control characters, got ${JSON.stringify(text)}`,
    );
}

async function recordAt(path: string): Promise<NonNullable<SubmissionRequest['durations']>> {
  const { readRecord } = await import('../../lab/record/record-file.ts');
  return await readRecord(recordFileOf(path));
}
