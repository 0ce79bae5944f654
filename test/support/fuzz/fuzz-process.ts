// One process of the fuzz: makes its project in the working folder, then tries the inputs from a number
// on, a line of JSON for each. Whoever started it kills it where an input takes too long.
//
//   node fuzz-process.js SEED FIRST
import process from 'node:process';
import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';
import { loadAllCommands } from '../../../src/cli/program/load-command-builders.ts';
import { runCli } from '../../../src/cli/program/run-cli.ts';
import { fakeIo } from '../../cli/fake-io.ts';
import { FuzzProject, fuzzDocuments } from './fuzz-project.ts';
import { type FuzzInput, type FuzzVocabulary, makeInput } from './make-input.ts';

const [seed = 1, first = 0] = process.argv.slice(2).map(Number);
const askedToEndMs = 800;

async function vocabularyOf(): Promise<FuzzVocabulary> {
  const { createContext } = await import('../../../src/cli/program/create-context.ts');
  const context = createContext(fakeIo([]), { exitCode: 0, endsOnRequest: false });
  const builders = await loadAllCommands();
  const commands = builders.map((build) => {
    const command = build(context);
    const flags = command.options.map(({ long, short, required, optional }) => ({
      flag: long ?? short ?? '',
      takesValue: required || optional,
    }));
    return { name: command.name(), flags };
  });
  return { commands, documents: fuzzDocuments };
}

async function tryInput(input: FuzzInput, project: FuzzProject): Promise<object> {
  project.prepare(input.document);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), askedToEndMs);
  const io = fakeIo(input.argv, {
    cwd: process.cwd(),
    env: { PATH: '', HOME: process.cwd() },
    signal: stop.signal,
  });
  const exitCode = await runCli(io);
  clearTimeout(timer);
  const harmed = project.harmedBy(input.argv);
  return { kind: input.kind, argv: input.argv, exitCode, harmed, said: io.errors.slice(0, 500) };
}

const project = new FuzzProject(process.cwd());
const vocabulary = await vocabularyOf();
for (let number = first; ; number++) {
  const input = makeInput(vocabulary, seededRandom(seed, number));
  process.stdout.write(`${JSON.stringify({ number, argv: input.argv })}\n`);
  const result = await tryInput(input, project);
  process.stdout.write(`${JSON.stringify({ number, ...result })}\n`);
}
