import type { Limits } from '../../../../src/lab/config/schema/limits.ts';
import {
  type ChildResult,
  runChild,
  type RunChildOptions,
} from '../../../../src/lab/sandbox/child/start-child.ts';
import { type ChildScript, scriptedChild } from './child-script.ts';

/** Room enough for any child that does not misbehave. */
export const roomy: Limits = { memoryBytes: 512 * 1024 * 1024, cpus: 1 };

/** Runs a scripted child and gives its result with all its messages. */
export async function runScript(
  job: ChildScript,
  options: Partial<RunChildOptions> = {},
): Promise<ChildResult & { messages: unknown[] }> {
  const messages: unknown[] = [];
  const result = await runChild({
    modulePath: scriptedChild,
    job,
    limits: roomy,
    timeLimitMs: 30_000,
    onMessage: (message) => messages.push(message),
    ...options,
  });
  return { ...result, messages };
}
