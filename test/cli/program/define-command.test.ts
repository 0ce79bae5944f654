import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { fileKinds } from '../../../src/base/primitives/output/file-kinds.ts';
import type { CommandBuilder } from '../../../src/cli/io/cli-io.ts';
import { defineCommand } from '../../../src/cli/program/define-command.ts';
import {
  apartFrom,
  choiceFlag,
  count,
  off,
  orNone,
  repeated,
  required,
  textFlag,
  toggle,
  valueFlag,
  word,
} from '../../../src/cli/flags/flag.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fakeIo } from '../fake-io.ts';

/** A made-up command; what it was asked is pushed to the list. */
const weigh = (asked: unknown[]): CommandBuilder =>
  defineCommand(
    {
      name: 'weigh',
      summary: 'Weigh what is named',
      words: {
        first: { shown: '<first>', summary: 'first thing' },
        others: { shown: '[others...]', summary: 'other things' },
      },
      flags: {
        unit: choiceFlag('<unit>', 'unit', ['g', 'kg'], 'g'),
        limitGrams: required(valueFlag('<n>', 'most', count({ max: 100 }))),
        tare: off('without the bowl'),
        isRound: toggle('round it'),
        label: repeated('<text>', 'text on it', word),
        bowl: orNone(textFlag('<name>', 'bowl'), 'without a bowl'),
        scale: apartFrom(textFlag('<name>', 'scale'), 'isRound'),
      },
      files: { out: { value: '<file>', summary: 'page', kind: fileKinds.address } },
      reads: ({ others }) => others,
    },
    (request) => {
      asked.push(request);
      return request.first === 'nothing' ? null : { grams: request.limitGrams + 1 };
    },
    {
      json: ({ grams }) => ({ grams }),
      print: ({ grams }) => `${grams} grams\n`,
      documents: {
        out: {
          text: ({ grams }) => `http://${grams}\n`,
          written: ({ path }, bytes) => `${path}: ${bytes} bytes`,
        },
      },
      exitCode: ({ grams }) => (grams > 50 ? 1 : 0),
    },
  );

async function weighed(argv: string, cwd = process.cwd(), asked: unknown[] = []) {
  const io = fakeIo(['weigh', ...argv.split(' ')], { cwd });
  return { exitCode: await runCli(io, [weigh(asked)]), output: io.output, errors: io.errors };
}

test('a request holds every word and flag of the table, with what is parsed and what is usual', async (t) => {
  const asked: unknown[] = [];
  await weighed('sugar --limit-grams 7', '/', asked);
  await weighed(
    'salt a b --limit-grams 9 --unit kg --no-tare --is-round --label x --label y --no-bowl',
    '/',
    asked,
  );
  t.deepEqual(asked, [
    {
      first: 'sugar',
      others: [],
      unit: 'g',
      limitGrams: 7,
      tare: true,
      isRound: false,
      label: [],
      bowl: undefined,
      scale: undefined,
      out: undefined,
    },
    {
      first: 'salt',
      others: ['a', 'b'],
      unit: 'kg',
      limitGrams: 9,
      tare: false,
      isRound: true,
      label: ['x', 'y'],
      bowl: false,
      scale: undefined,
      out: undefined,
    },
  ]);
});

test('the answer decides text, JSON and exit code; without one nothing is printed', async (t) => {
  t.like(await weighed('a --limit-grams 7'), { exitCode: 0, output: '8 grams\n', errors: '' });
  const heavy = await weighed('a --limit-grams 70 --json');
  t.like(heavy, { exitCode: 1, output: '{\n  "grams": 71\n}\n', errors: '' });
  t.like(await weighed('nothing --limit-grams 70'), { exitCode: 0, output: '', errors: '' });
});

test('a file is refused before the work, written after the text, and text makes way for it', async (t) => {
  const cwd = temporaryFolder('define-command');
  const asked: unknown[] = [];
  writeFileSync(join(cwd, 'mine.txt'), 'a page of mine');
  const refused = await weighed('a --limit-grams 7 --out mine.txt', cwd, asked);
  t.is(refused.exitCode, 2);
  t.deepEqual(asked, []);
  t.is(readFileSync(join(cwd, 'mine.txt'), 'utf8'), 'a page of mine');
  const forced = await weighed('a --limit-grams 7 --out mine.txt --force', cwd);
  t.like(forced, { exitCode: 0, output: '8 grams\n', errors: 'mine.txt: 9 bytes\n' });
  t.is(readFileSync(join(cwd, 'mine.txt'), 'utf8'), 'http://8\n');
  const streamed = await weighed('a --limit-grams 7 --out -', cwd);
  t.like(streamed, { output: 'http://8\n', errors: '8 grams\n-: 9 bytes\n' });
  t.regex((await weighed('a --limit-grams 7 --out - --json', cwd)).errors, /one document/);
});

test('a missing, a wrong and a contrary flag are named with their rule', async (t) => {
  for (const [argv, message] of [
    ['a', 'error: expected the flag --limit-grams <n>; see mapswell weigh --help\n'],
    [
      'a --limit-grams 101',
      /expected --limit-grams to be a whole number from 0 to 100.* got "101"/,
    ],
    ['a --limit-gram 1', /unknown option '--limit-gram'\n\(Did you mean --limit-grams\?\)/],
    ['a --limit-grams 1 --unit lb', /argument 'lb' is invalid. Allowed choices are g, kg/],
    ['a --limit-grams 1 --scale s --is-round', /'--scale <name>' cannot be used with/],
  ] as const) {
    const { exitCode, output, errors } = await weighed(argv);
    t.is(exitCode, 2, argv);
    if (typeof message === 'string') t.is(errors, message);
    else t.regex(errors, message);
    t.is(output, '');
  }
});
