import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets a long computation be interrupted: what waits in the event loop, a request to end among it, has its
 * turn. Costs some microseconds.
 *
 * @throws AbortError where the signal is aborted
 */
export async function pause(signal?: AbortSignal): Promise<void> {
  await nextTurn();
  signal?.throwIfAborted();
}
