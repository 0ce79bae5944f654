import { dirname, resolve } from 'node:path';
import { type FindingFormat, formatFindings } from '../io/finding-formats.ts';
import type { AdviceDocument, AdviceLevel } from '../../live/advise/advice-document.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CliOutput, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { askGoTypes } from '../io/ask-go-types.ts';
import { exitCodes } from '../io/exit-code.ts';
import { readAdviceFigures } from '../io/read-advice-figures.ts';
import {
  apartFrom,
  bytes,
  choiceFlag,
  count,
  shownAs,
  textFlag,
  toggle,
  valueFlag,
} from '../flags/flag.ts';
import { parseGoModel } from '../flags/parse-go-model.ts';
import { parseRules } from '../flags/parse-rules.ts';
import { fixedText } from '../text/fixed-text.ts';
import { terminalText } from '../text/terminal-text.ts';

const levels = ['note', 'warning', 'error'] as const;

/** `mapswell advise`: which maps in this source deserve attention. */
export const adviseCommand: CommandBuilder = defineCommand(
  {
    name: 'advise',
    summary: 'Find the maps in source code, and what to do about them, with their bytes',
    words: {
      paths: {
        shown: '[paths...]',
        summary:
          'files of Go, JavaScript and TypeScript, and folders (default: the working folder)',
      },
    },
    flags: {
      entries: valueFlag(
        '<count>',
        'entries of every map, for the figures',
        count({ min: 1, max: 1e12 }),
      ),
      go: valueFlag('<version>', 'version of Go, such as 1.24 (default: by go.mod)', parseGoModel),
      profile: textFlag(
        '<file>',
        'heap profile of the running program (pprof, a file or an address): ranks the maps',
      ),
      live: apartFrom(
        textFlag('<file>', 'record of the running program by attach --record: ranks the maps'),
        'profile',
      ),
      record: apartFrom(
        textFlag(
          '<file>',
          'record of a run of what --scenario printed, or of attach --record: ranks the maps',
        ),
        'profile',
        'live',
      ),
      minBytes: shownAs(
        valueFlag(
          '<bytes>',
          'with --profile, --live or --record, bytes below which a map is not advised on',
          bytes,
          2 ** 20,
        ),
        '1MiB',
      ),
      rules: valueFlag(
        '<names>',
        'rules to apply, separated by commas, or all (default: those that are on)',
        parseRules,
      ),
      types: choiceFlag(
        '<when>',
        'ask the types of a Go on this machine: on, where there is one (auto), or off',
        ['off', 'auto', 'on'],
        'off',
      ),
      tests: toggle('analyse files named _test.go too'),
      all: toggle('list every map, also those that nothing is advised on'),
      requireContract: toggle('fail where a shared map does not say in a comment what guards it'),
      diff: toggle(
        'show the hints that can be written by themselves, as a diff, and change nothing',
      ),
      scenario: apartFrom(
        textFlag(
          '<site>',
          'print a scenario that measures this map behind mutex, rwmutex, shards and as sync.Map',
        ),
        'diff',
        'fix',
        'json',
        'format',
      ),
      fix: apartFrom(toggle('write these hints into the source'), 'diff', 'json', 'writeBaseline'),
      format: apartFrom(
        choiceFlag(
          '<format>',
          'how findings are written',
          ['text', 'sarif', 'github', 'markdown', 'junit'],
          'text',
        ),
        'json',
        'diff',
        'fix',
      ),
      baseline: textFlag(
        '<file>',
        'advice that is known: only what is new fails (written by --write-baseline)',
      ),
      failOn: choiceFlag(
        '<level>',
        'least level that ends with exit code 1',
        [...levels, 'never'],
        'warning',
      ),
    },
    files: {
      writeBaseline: {
        value: '<file>',
        summary: 'write what is advised now as the baseline of later looks; nothing fails',
        kind: fileKinds.adviceBaseline,
      },
    },
    reads: ({ baseline, live, record }) =>
      [baseline, live, record].filter((file) => file !== undefined),
    notes: `
Examples:
  $ mapswell advise
  $ mapswell advise ./server ./client --entries 1e6
  $ mapswell advise --profile heap.pb.gz --min-bytes 4MiB
  $ mapswell advise --live sessions.csv
  $ mapswell advise --record reports/latest
  $ mapswell advise --diff
  $ mapswell advise --scenario Cache.entries > scenarios/cache-entries.ts
  $ mapswell advise --write-baseline advice-baseline.json
  $ mapswell advise --baseline advice-baseline.json
  $ mapswell advise --format sarif > advice.sarif
  $ mapswell advise --json > advice.json

Go source is read without Go: nothing is built or run. Figures are those of mapswell plan, for the
version of Go that go.mod names. Without --entries they are given at 100, 10,000 and 1,000,000
entries. Of JavaScript and TypeScript it notes
what modules keep and only add to. Generated code, vendor, testdata, node_modules and links are
passed over and counted. Exit code 0: nothing
at or above --fail-on; 1: something; 3: there was no file to analyse.`,
  },
  async (request, { cwd, env, signal, raw }) => {
    const { paths, entries, go, tests, diff, fix, minBytes, baseline } = request;
    const { requireContract: requiresContract, rules } = request;
    const figures = await readAdviceFigures(request, cwd);
    const types = await askGoTypes(request, { cwd, env, signal });
    const { advise } = await import('../../live/advise/advise.ts');
    const found = await advise(paths.length === 0 ? ['.'] : paths, {
      cwd,
      entries: entries ?? null,
      map: go ?? null,
      withTests: tests,
      minBytes,
      requiresContract,
      rules: rules ?? null,
      ...figures,
      types,
      signal,
    });
    const document = baseline === undefined ? found : await unknownTo(baseline, found, cwd);
    const about = {
      document,
      cwd,
      baselineFolder: dirname(resolve(cwd, request.writeBaseline ?? '-')),
    };
    if (!diff && !fix) return { ...about, edited: [] };
    const { editedFiles, writeEdited } = await import('../../live/advise/fix/fix-files.ts');
    const edited = editedFiles(document, cwd);
    if (fix) await writeEdited(edited, cwd);
    else {
      const { unifiedDiff } = await import('../../report/advice/unified-diff.ts');
      raw.stdout.write(shown(edited.map(unifiedDiff).join(''), raw.stdout));
    }
    return { ...about, edited };
  },
  {
    json: ({ document }) => document,
    print: async ({ document, edited }, _context, request) => {
      const { all, diff, fix, format, failOn, scenario } = request;
      if (diff) return '';
      if (scenario !== undefined) return await scenarioOf(document, scenario);
      if (fix) return fixedText(edited);

      if (format !== 'text') return await formatted(document, format, failOn);
      const { adviceText } = await import('../../report/advice/advice-text.ts');
      return terminalText(adviceText(document, all));
    },
    documents: {
      writeBaseline: {
        text: async ({ document, cwd, baselineFolder }) => {
          const [{ baselineOf }, { formatDocument }] = await Promise.all([
            import('../../live/advise/baseline/advice-baseline.ts'),
            import('../../lab/record/document-file.ts'),
          ]);
          return formatDocument(baselineOf(document, { cwd, folder: baselineFolder }));
        },
      },
    },
    exitCode: ({ document }, { failOn, fix, writeBaseline, scenario }) =>
      !fix &&
      scenario === undefined &&
      writeBaseline === undefined &&
      failOn !== 'never' &&
      reaches(document, failOn)
        ? exitCodes.regression
        : exitCodes.fine,
  },
);

async function unknownTo(
  name: string,
  document: AdviceDocument,
  cwd: string,
): Promise<AdviceDocument> {
  const [{ readAdviceBaseline }, { withoutKnown }] = await Promise.all([
    import('../../live/advise/baseline/read-advice-baseline.ts'),
    import('../../live/advise/baseline/advice-baseline.ts'),
  ]);
  const file = resolve(cwd, name);
  const baseline = await readAdviceBaseline(file);
  return withoutKnown(document, baseline, name, { cwd, folder: dirname(file) });
}

async function scenarioOf(document: AdviceDocument, site: string): Promise<string> {
  const { siteNamed, siteScenario } = await import('../../live/advise/scenario/site-scenario.ts');
  return siteScenario(siteNamed(document, site), document);
}

async function formatted(
  document: AdviceDocument,
  format: FindingFormat,
  failOn: AdviceLevel | 'never',
): Promise<string> {
  const { adviceReport } = await import('../../report/advice/advice-report.ts');
  const words = { title: 'Maps', place: 'Where', rule: 'Rule' };
  return await formatFindings(format, adviceReport(document, failOn), { document, words });
}

/** A program gets a diff as it is, a terminal with its tabs and nothing else that moves the cursor. */
function shown(diff: string, { columns }: CliOutput): string {
  return columns === undefined ? diff : diff.split('\t').map(terminalText).join('\t');
}

function reaches({ sites }: AdviceDocument, level: AdviceLevel): boolean {
  const least = levels.indexOf(level);
  return sites.some(({ advice }) => advice.some((one) => levels.indexOf(one.level) >= least));
}
