import type { Workload } from './workload.ts';

/** Whether a phase asks how old entries are: then every write says when it was. */
export function hasAges({ phases }: Workload): boolean {
  return phases.some(
    ({ whole = [], expireAfter }) =>
      expireAfter !== undefined || whole.some(({ kind }) => kind === 'delete-if'),
  );
}

/** The age at which look-ups delete, the same in every phase that has one. */
export function expiryOf({ phases }: Workload): number | undefined {
  return phases.find(({ expireAfter }) => expireAfter !== undefined)?.expireAfter;
}
