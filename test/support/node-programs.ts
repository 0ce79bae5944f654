import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';

/** The Node.js that runs the tests, and others that `MAPSWELL_NODES` names, as in `/a/node:/b/node`. */
export const nodesHere: readonly string[] = [
  process.execPath,
  ...(process.env['MAPSWELL_NODES'] ?? '').split(':').filter((path) => path !== ''),
].filter((path, index, all) => existsSync(path) && all.indexOf(path) === index);

const root = new URL('../../../', import.meta.url);

/** A program of `test/fixtures/node-attach` that runs, and answers lines with lines of JSON. */
export class NodeProgram {
  readonly child: ChildProcessWithoutNullStreams;
  readonly pid: number;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.child = child;
    this.pid = child.pid ?? -1;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** Starts a program, which ends with the test. */
  static async start(
    t: ExecutionContext,
    node: string,
    fixture: string,
    ...arguments_: readonly string[]
  ): Promise<NodeProgram> {
    const path = fileURLToPath(new URL(`test/fixtures/node-attach/${fixture}`, root));
    const child = spawn(node, ['--expose-gc', path, ...arguments_], { stdio: 'pipe' });
    child.stderr.on('data', (chunk: Buffer) => {
      t.log(chunk.toString());
    });
    t.teardown(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    });
    await once(child, 'spawn');
    return new NodeProgram(child);
  }

  /** Sends a line and takes the next one. */
  async ask<Answer>(line: string): Promise<Answer> {
    this.child.stdin.write(`${line}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`the program ended before it answered ${line}`);
    return JSON.parse(value);
  }
}

/** As in `v24.21.0`, for titles of tests. */
export function nameOfNode(path: string): string {
  return path === process.execPath ? process.version : path;
}
