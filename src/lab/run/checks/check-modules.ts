import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lastLine } from '../../../base/primitives/lines.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Cell } from '../../config/cell.ts';

const program = fileURLToPath(
  new URL('../../subjects/module/check-module-process.js', import.meta.url),
);
const timeLimitMs = 30_000;

/**
 * Loads each module of the cells once, in a process of its own: minutes later is late for one that cannot
 * be.
 *
 * @throws SandboxError `config` for a module that cannot be loaded or lacks a function
 */
export async function checkModules(cells: readonly Cell[]): Promise<void> {
  const modules = new Map(
    cells.flatMap((cell) => (cell.module === undefined ? [] : [[cell.module, cell.scenario]])),
  );
  for (const [file, scenario] of modules) {
    const problem = await problemOf(file);
    if (problem !== null) throw new SandboxError('config', `${scenario}: ${problem}`);
  }
}

async function problemOf(file: string): Promise<string | null> {
  try {
    await promisify(execFile)(process.execPath, [program, file], {
      timeout: timeLimitMs,
      maxBuffer: 2 ** 24,
    });
    return null;
  } catch (error) {
    const { stderr = '', killed = false } = Object(error);
    if (killed === true) return `${file} was not loaded within ${timeLimitMs / 1000} s`;
    const said = lastLine(String(stderr));
    const [, problem = null] = /^\{"problem":(".*")\}$/.exec(said) ?? [];
    return problem === null
      ? `${file} could not be loaded: ${said.slice(0, 500)}`
      : String(JSON.parse(problem));
  }
}
