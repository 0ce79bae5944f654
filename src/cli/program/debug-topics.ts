import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { type TraceTopic, traceTopics } from '../../base/primitives/errors/debug-trace.ts';

const topics = ['stack', ...traceTopics] as const;

type DebugTopic = 'stack' | TraceTopic;

/**
 * What `MAPSWELL_DEBUG` asks for: the stack of an error (`1` is short for it), or topics to follow.
 *
 * @throws SandboxError `usage` naming the topics for one that there is not
 */
export function debugTopics(
  env: Readonly<Record<string, string | undefined>>,
): ReadonlySet<DebugTopic> {
  const asked = env['MAPSWELL_DEBUG'] ?? '';
  if (asked === '' || asked === '0') return new Set();
  return new Set(
    asked.split(',').map((word) => {
      const topic = word === '1' ? 'stack' : topics.find((one) => one === word.trim());
      if (topic !== undefined) return topic;
      throw new SandboxError(
        'usage',
        `expected MAPSWELL_DEBUG to be 1 or some of ${topics.join(', ')}, with commas between, got ${JSON.stringify(asked)}`,
      );
    }),
  );
}

/** Whether the stack of an error is shown; a wrong word shows none, its own error says so. */
export function showsStacks(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env['MAPSWELL_DEBUG'] ?? '').split(',').some((word) => ['1', 'stack'].includes(word));
}
