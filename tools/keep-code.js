// Keeps the compiled code of the commands that answer at once: what compiling them takes is a good part of
// what they take. The last step of a build, because they are run as they are started later. A bundle that is
// made anew has none.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { codeCacheOf } from '../dist/src/cli/program/load-bundled.js';

const plans = ['go1.22', 'go1.27', 'v8'].map((map) =>
  `plan --map ${map} --key int64 --value int64 --entries 1e6`.split(' '),
);
/** Of each command what is run, so that the code of what it calls is there. */
const commands = { help: [['--help']], list: [['list']], plan: plans };
const tool = fileURLToPath(new URL('write-code-cache.js', import.meta.url));

for (const [name, lines] of Object.entries(commands)) {
  const file = fileURLToPath(new URL(`../dist/bundle/command-${name}.cjs`, import.meta.url));
  if (existsSync(codeCacheOf(file))) continue;
  const words = [tool, file, ...lines.map((line) => JSON.stringify(line))];
  execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
