import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';

const timeLimitMs = 30_000;

/**
 * Starts Node.js once with each list of flags, which knows best what it takes.
 *
 * @param asked by a flag, for all cells
 * @throws SandboxError `config` for flags that it refuses, `usage` for those of the command line, and
 *   where no cell has a process for them
 */
export async function checkNodeArguments(
  cells: readonly Cell[],
  asked: readonly string[] | undefined,
): Promise<void> {
  const lists = new Map(
    cells.flatMap(({ nodeArguments, scenario }) =>
      nodeArguments === undefined ? [] : [[nodeArguments.join(' '), { nodeArguments, scenario }]],
    ),
  );
  if (asked !== undefined && asked.length > 0 && lists.size === 0)
    throw new SandboxError(
      'usage',
      'expected --node-arguments beside cells of the target native or a module, got none of them',
    );
  for (const [text, { nodeArguments, scenario }] of lists) {
    const problem = await problemOf(nodeArguments);
    if (problem === null) continue;
    const [code, where] =
      asked === undefined
        ? (['config', `${scenario}: expected nodeArguments`] as const)
        : (['usage', 'expected --node-arguments'] as const);
    throw new SandboxError(
      code,
      `${where} to be flags that ${process.version} takes, got ${JSON.stringify(text)}: ${problem}`,
    );
  }
}

async function problemOf(nodeArguments: readonly string[]): Promise<string | null> {
  const stranger = nodeArguments.find((argument) => !argument.startsWith('--'));
  if (stranger !== undefined) return `${stranger} is no flag (--name=value)`;
  const parts = [...nodeArguments, '--eval', '0'];
  try {
    await promisify(execFile)(process.execPath, parts, { timeout: timeLimitMs });
    return null;
  } catch (error) {
    const { stderr = '', signal = null } = Object(error);
    const said = String(stderr).trim().split('\n').at(0) ?? '';
    return said === '' ? `it ended by ${String(signal ?? 'itself')}` : said.slice(0, 300);
  }
}
