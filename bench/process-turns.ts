import { spawnSync } from 'node:child_process';

/** A process of Node.js that is timed as a whole. */
export interface TimedProcess {
  readonly name: string;
  readonly words: readonly string[];
  /** Exit codes of a process that did its work. @default 0 alone */
  readonly codes?: readonly number[];
}

/**
 * Wall times of whole processes in milliseconds, each process once a turn.
 *
 * @returns one series for each process
 * @throws Error when one ends with another exit code
 */
export function timeInTurns(
  processes: readonly TimedProcess[],
  turns: number,
  cwd: string,
): readonly (readonly number[])[] {
  const timesMs = processes.map((): number[] => []);
  for (let turn = 0; turn < turns; turn++)
    for (const [index, { name, words, codes = [0] }] of processes.entries()) {
      const start = performance.now();
      const { status } = spawnSync(process.execPath, words, { stdio: 'ignore', cwd });
      const ms = performance.now() - start;
      if (status === null || !codes.includes(status))
        throw new Error(`expected ${name} to end with ${codes.join(' or ')}, got ${status}`);
      timesMs[index]?.push(ms);
    }
  return timesMs;
}
