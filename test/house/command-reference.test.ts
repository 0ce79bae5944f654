import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { Command } from 'commander';
import { format, resolveConfig } from 'prettier';
import { allCommands, commandReference } from '../../tools/command-reference.ts';

/** With those that others are made of. */
async function commandsAndInner(): Promise<readonly Command[]> {
  const commands = await allCommands();
  return commands.concat(commands.flatMap((one) => one.commands));
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const docs = join(repository, 'docs');

test('the reference of commands is what the command line defines', async (t) => {
  const path = join(docs, 'commands.md');
  const style = await resolveConfig(path);
  t.is(
    readFileSync(path, 'utf8'),
    await format(await commandReference(), { ...style, filepath: path }),
    'run npm run docs',
  );
});

test('every command and flag that the README and the docs show exists', async (t) => {
  const commands = new Map(
    (await commandsAndInner()).map((one) => [
      `${one.parent?.parent == null ? '' : `${one.parent.name()} `}${one.name()}`,
      one,
    ]),
  );
  const files = ['README.md', ...readdirSync(docs).map((file) => `docs/${file}`)];
  const shown = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [
        ...readFileSync(join(repository, file), 'utf8').matchAll(/mapswell ([a-z]+)([^\n`]*)/gu),
      ].map(([, name = '', rest = '']) => ({
        file,
        name,
        rest: rest.split(/[#|;&]| {3}/u)[0] ?? '',
      })),
    );
  t.true(shown.length > 30, `only ${shown.length} commands were found`);
  const unknown = shown.flatMap(({ file, name, rest }) => {
    const command =
      commands.get(`${name} ${rest.trim().split(' ')[0] ?? ''}`) ?? commands.get(name);
    if (command === undefined) return /(?:^| )--/u.test(rest) ? [`${file}: ${name}${rest}`] : [];
    const flags = new Set(['--help', ...command.options.map((one) => one.long)]);
    return [...rest.matchAll(/(?:^| )(--[a-z][a-z-]*)/gu)]
      .filter(([, flag = '']) => !flags.has(flag))
      .map(([, flag]) => `${file}: mapswell ${name} ${flag}`);
  });
  t.deepEqual(unknown, []);
});

test('every flag says what it does', async (t) => {
  for (const command of await commandsAndInner())
    for (const option of command.options)
      t.true(option.description.length > 5, `${command.name()} ${option.flags}`);
});
