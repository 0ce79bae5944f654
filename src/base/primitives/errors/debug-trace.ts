import { channel } from 'node:diagnostics_channel';

/** What can be followed while it happens: the processes of a run, and the children with their limits. */
export const traceTopics = ['run', 'sandbox'] as const;

export type TraceTopic = (typeof traceTopics)[number];

/** Says what happens to whoever follows the topic; costs nothing where nobody does. */
export function trace(topic: TraceTopic, sentence: () => string): void {
  const sentences = channel(`mapswell:${topic}`);
  if (sentences.hasSubscribers) sentences.publish(sentence());
}

/**
 * Follows topics: each sentence comes with its topic and the milliseconds since the process started.
 *
 * @returns what ends it
 */
export function followTraces(
  topics: readonly TraceTopic[],
  onLine: (line: string) => void,
): () => void {
  const ends = topics.map((topic) => {
    const sentences = channel(`mapswell:${topic}`);
    const listener = (sentence: unknown): void => {
      onLine(`${topic} +${Math.round(process.uptime() * 1000)} ms: ${String(sentence)}`);
    };
    sentences.subscribe(listener);
    return () => sentences.unsubscribe(listener);
  });
  return () => {
    for (const end of ends) end();
  };
}
