import { join, relative } from 'node:path';
import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { AbSides } from '../../lab/run/ab/ab-side.ts';
import type { Installation } from '../../lab/run/ab/install-packages.ts';
import type { AbResult } from '../../lab/run/ab/run-ab.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import {
  type ComparedFiles,
  comparisonPage,
  comparisonPageFlag,
  exitCodeOfComparison,
  outputFlags,
  printComparison,
  printedDocument,
} from '../compare/comparison-output.ts';
import { defineCommand } from '../program/define-command.ts';
import { comparisonFlags, type ComparisonFlags, optionsOf } from '../flags/comparison-flags.ts';
import { count, orNone, textFlag, toggle, valueFlag } from '../flags/flag.ts';
import { type RunFlags, runFlags } from '../flags/run-flags.ts';
import type { Outputs } from '../io/outputs.ts';

const defaultRounds = 20;

/** `mapswell ab`: measures two sides in turns, here and now, and says what changed. */
export const abCommand: CommandBuilder = defineCommand(
  {
    name: 'ab',
    summary: 'Run two folders, revisions or configurations in turns and compare them',
    words: {
      base: { shown: '<base>', summary: 'folder, git revision or configuration file' },
      head: { shown: '<head>', summary: 'folder, git revision or configuration file' },
      names: { shown: '[names...]', summary: 'scenarios to run (default: all)' },
    },
    flags: {
      config: textFlag('<file>', 'configuration file, from the folder of each side'),
      rounds: valueFlag(
        '<n>',
        'timed rounds of each cell and arm',
        count({ min: 1, max: 1000 }),
        defaultRounds,
      ),
      ...runFlags,
      install: orNone(
        textFlag('<command>', 'command that installs a revision (default: by its lock file)'),
        'install nothing',
      ),
      out: textFlag(
        '<folder>',
        'folder for the records (default: a new one in the reports folder)',
      ),
      quiet: toggle('print no progress'),
      ...outputFlags,
      ...comparisonFlags,
    },
    files: { html: comparisonPageFlag },
    printsDocument: printedDocument,
    notes: `
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
1 regressed, 3 incomparable or invalid.`,
  },
  measure,
  {
    print: async (compared, context, request) => {
      if (!request.quiet) context.stderr.write(`records   ${compared.where}\n`);
      return await printComparison(compared, context, request);
    },
    documents: { html: comparisonPage },
    exitCode: exitCodeOfComparison,
  },
);

interface Asked extends ComparisonFlags, RunFlags {
  readonly base: string;
  readonly head: string;
  readonly names: readonly string[];
  readonly config: string | undefined;
  readonly rounds: number;
  readonly install: string | false | undefined;
  readonly out: string | undefined;
  readonly quiet: boolean;
}

type Compared = ComparedFiles & { readonly inputs: readonly string[]; readonly where: string };

async function measure(
  asked: Asked,
  context: CliContext,
  outputs: Outputs,
): Promise<Compared | null> {
  const options = optionsOf(asked);
  context.keepsResults();
  const { result, names } = await runSides(asked, context, outputs);
  const where = relative(context.cwd, result.folder) || '.';
  if (!result.isComplete) {
    context.stderr.write(`interrupted: nothing was compared; what was measured is in ${where}\n`);
    return null;
  }
  context.letGo();
  const { compareAb } = await import('../../lab/compare/compare-ab.ts');
  const { a1, a2, b1, b2 } = armsOf(result);
  const comparison = compareAb({ a1, a2, b1, b2 }, options, names);
  const compared = { comparison, baseline: [a1, a2], candidate: [b1, b2] } as const;
  await writeResults(compared, result);
  return { ...compared, inputs: outputs.inputs, where };
}

async function runSides(asked: Asked, context: CliContext, outputs: Outputs) {
  const [{ withAbSides }, { createAbReporter }, { runAb }] = await Promise.all([
    import('../../lab/run/ab/open-ab-sides.ts'),
    import('../progress/ab-reporter.ts'),
    import('../../lab/run/ab/run-ab.ts'),
  ]);
  const { cwd, signal } = context;
  const outFolder = await outFolderOf(asked.out, outputs, cwd);
  const reporter = createAbReporter(context, asked.quiet);
  const request = {
    cwd,
    base: asked.base,
    head: asked.head,
    installation: installationOf(asked.install),
    signal,
    onStep: (sentence: string) => {
      if (!asked.quiet) context.stderr.write(`${sentence}\n`);
    },
    ...defined({ configFile: asked.config }),
  };
  return await withAbSides(request, async (sides) => ({
    names: comparedAs(sides),
    result: await runAb({
      sides,
      scenarios: asked.names,
      rounds: asked.rounds,
      outFolder,
      isForced: outputs.isForced,
      signal,
      onProgress: reporter.onProgress,
      limits: defined({ memoryBytes: asked.limitMemory, cpus: asked.cpus }),
      ...defined({ seed: asked.seed }),
    }).finally(reporter.stop),
  }));
}

function installationOf(install: string | false | undefined): Installation {
  if (install === undefined) return { kind: 'by-lock-file' };
  return install === false ? { kind: 'none' } : { kind: 'command', command: install };
}

async function outFolderOf(
  out: string | undefined,
  outputs: Outputs,
  cwd: string,
): Promise<string> {
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
    import('../../report/formats/json.ts'),
    import('../../base/primitives/write-file-atomically.ts'),
    import('../../report/comparison/render-comparison.ts'),
  ]);
  await writeFileAtomically(join(folder, 'comparison.json'), formatJson(comparison));
  const page = { comparison, baseline: baseline[0], candidate: candidate[0] };
  await writeFileAtomically(join(folder, 'comparison.html'), await renderComparison(page));
}
