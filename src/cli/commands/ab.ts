import { join, relative } from 'node:path';
import { Command } from 'commander';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import type { AbSides } from '../../lab/run/ab/ab-side.ts';
import type { Installation } from '../../lab/run/ab/install-packages.ts';
import type { AbResult } from '../../lab/run/ab/run-ab.ts';
import type { CliContext } from '../cli-io.ts';
import { addComparisonFlags, optionsOf, type ComparisonFlags } from '../flags/comparison-flags.ts';
import {
  addOutputFlags,
  type ComparedFiles,
  comparisonOutputs,
  type OutputFlags,
  printComparison,
} from '../comparison-output.ts';
import { parseCpus } from '../flags/parse-cpus.ts';
import type { Outputs } from '../outputs.ts';

interface AbFlags extends ComparisonFlags, OutputFlags {
  readonly config?: string;
  readonly rounds: number;
  readonly seed?: number;
  readonly limitMemory?: number;
  readonly cpus?: number;
  readonly out?: string;
  readonly install: string | boolean;
  readonly quiet?: true;
}

const defaultRounds = 20;

const examples = `
Examples:
  $ mapswell ab main .                      this folder compared with the branch main
  $ mapswell ab v1.4.0 HEAD fill --rounds 30
  $ mapswell ab ../before ../after --gate writes-per-second,peak-rss
  $ mapswell ab plain.config.ts hinted.config.ts

BASE and HEAD are folders, git revisions or configuration files; a path wins over a revision of the
same name (write refs/heads/NAME for the branch). A revision is checked out into a worktree for
temporary files, its packages are installed as its lock file says, and it is removed at the end. Each
side runs twice, all four arms in turns, so that the noise of this very machine is the control. This
mapswell loads both sides; only a folder that is mapswell itself brings its own maps. Exit codes: 0,
1 regressed, 3 incomparable or invalid.`;

/** `mapswell ab`: measures two sides in turns, here and now, and says what changed. */
export function abCommand(context: CliContext): Command {
  const command = new Command('ab')
    .description('Run two folders, revisions or configurations in turns and compare them')
    .argument('<base>', 'folder, git revision or configuration file')
    .argument('<head>', 'folder, git revision or configuration file')
    .argument('[names...]', 'scenarios to run (default: all)')
    .option('--config <file>', 'configuration file, from the folder of each side')
    .option(
      '--rounds <n>',
      'timed rounds of each cell and arm',
      (text) => parseCount(text, '--rounds', { min: 1, max: 1000 }),
      defaultRounds,
    )
    .option('--seed <n>', 'seed of the workloads and of the order', (text) =>
      parseCount(text, '--seed', { max: 0xffff_ffff }),
    )
    .option('--limit-memory <bytes>', 'memory of each process, as in 512MiB', (text) =>
      parseBytes(text, '--limit-memory'),
    )
    .option('--cpus <n>', 'CPUs of each process, as in 2 or 0.5', (text) =>
      parseCpus(text, '--cpus'),
    )
    .option('--install <command>', 'command that installs a revision (default: by its lock file)')
    .option('--no-install', 'install nothing')
    .option('--out <folder>', 'folder for the records (default: a new one in the reports folder)')
    .option('--quiet', 'print no progress')
    .addHelpText('after', examples);
  return addComparisonFlags(addOutputFlags(command)).action(
    async (base: string, head: string, names: readonly string[], flags: AbFlags) => {
      await runAbCommand({ base, head, names }, flags, context);
    },
  );
}

interface Words {
  readonly base: string;
  readonly head: string;
  readonly names: readonly string[];
}

async function runAbCommand(words: Words, flags: AbFlags, context: CliContext): Promise<void> {
  const options = optionsOf(flags);
  const [{ withAbSides }, { createAbReporter }] = await Promise.all([
    import('../../lab/run/ab/open-ab-sides.ts'),
    import('../progress/ab-reporter.ts'),
  ]);
  const reporter = createAbReporter(context, flags.quiet === true);
  context.keepsResults();
  const places = await comparisonOutputs([], flags, context);
  const outFolder = await outFolderOf(flags, places.outputs, context.cwd);
  const request = {
    cwd: context.cwd,
    base: words.base,
    head: words.head,
    installation: installationOf(flags.install),
    signal: context.signal,
    onStep: (sentence: string) => {
      if (flags.quiet !== true) context.stderr.write(`${sentence}\n`);
    },
    ...(flags.config === undefined ? {} : { configFile: flags.config }),
  };
  const { runAb } = await import('../../lab/run/ab/run-ab.ts');
  const { result, names } = await withAbSides(request, async (sides) => ({
    names: comparedAs(sides),
    result: await runAb({
      sides,
      scenarios: words.names,
      rounds: flags.rounds,
      outFolder,
      isForced: flags.force === true,
      signal: context.signal,
      onProgress: reporter.onProgress,
      ...settingsOf(flags),
    }).finally(reporter.stop),
  }));
  const where = relative(context.cwd, result.folder) || '.';
  if (!result.isComplete) {
    context.stderr.write(`interrupted: nothing was compared; what was measured is in ${where}\n`);
    return;
  }
  context.letGo();
  const { compareAb } = await import('../../lab/compare/compare-ab.ts');
  const { a1, a2, b1, b2 } = armsOf(result);
  const comparison = compareAb({ a1, a2, b1, b2 }, options, names);
  const compared = { comparison, baseline: [a1, a2], candidate: [b1, b2] } as const;
  await writeResults(compared, result);
  await printComparison(compared, places, flags, context);
  if (flags.quiet !== true) context.stderr.write(`records   ${where}\n`);
}

function settingsOf({ seed, limitMemory, cpus }: AbFlags) {
  const limits = {
    ...(limitMemory === undefined ? {} : { memoryBytes: limitMemory }),
    ...(cpus === undefined ? {} : { cpus }),
  };
  return { limits, ...(seed === undefined ? {} : { seed }) };
}

/** Commander gives `true` where neither flag is there, `false` for --no-install. */
function installationOf(install: string | boolean | undefined): Installation {
  if (typeof install === 'string') return { kind: 'command', command: install };
  return { kind: install === false ? 'none' : 'by-lock-file' };
}

async function outFolderOf({ out }: AbFlags, outputs: Outputs, cwd: string): Promise<string> {
  if (out !== undefined)
    return await outputs.folder('--out', out, {
      'comparison.json': fileKinds.comparison,
      'comparison.html': fileKinds.comparisonPage,
    });
  const { loadConfig } = await import('../../lab/config/load-config.ts');
  const { reportsFolder } = await loadConfig(cwd);
  const name = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return join(reportsFolder, `${name}Z-ab`);
}

function armsOf({ records }: AbResult) {
  return {
    a1: records['base-1'],
    a2: records['base-2'],
    b1: records['head-1'],
    b2: records['head-2'],
  };
}

function comparedAs({ base, head }: AbSides) {
  return {
    names: { baseline: base.name, candidate: head.name },
    isCellVaried: base.isConfiguration,
  };
}

async function writeResults(
  { comparison, baseline, candidate }: ComparedFiles,
  { folder }: AbResult,
): Promise<void> {
  const [{ formatJson }, { writeFileAtomically }, { renderComparison }] = await Promise.all([
    import('../../lab/compare/formats/format-json.ts'),
    import('../../base/primitives/write-file-atomically.ts'),
    import('../../report/comparison/render-comparison.ts'),
  ]);
  await writeFileAtomically(join(folder, 'comparison.json'), formatJson(comparison));
  const page = { comparison, baseline: baseline[0], candidate: candidate[0] };
  await writeFileAtomically(join(folder, 'comparison.html'), await renderComparison(page));
}
