import { MapOutOfMemoryError } from '../../../maps/reference/map-fault.ts';
import { MapFullError } from '../../../maps/reference/map-full-error.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';

/** An answer that says why something was not done. */
export interface HttpFailure {
  readonly status: 400 | 413 | 414 | 500 | 507;
  readonly body: { readonly error: string; readonly [detail: string]: string | number };
}

/** What an error of an operation means to a client. */
export function httpFailure(error: unknown): HttpFailure {
  if (error instanceof MapOutOfMemoryError)
    return {
      status: 507,
      body: {
        error: error.message,
        entries: error.entries,
        bytesHeld: error.bytesHeld,
        bytesAsked: error.bytesAsked,
        purpose: error.purpose,
      },
    };
  if (error instanceof MapFullError)
    return { status: 507, body: { error: error.message, entries: error.entries } };
  if (error instanceof SandboxError && error.code === 'usage')
    return { status: 400, body: { error: error.message } };
  const message = error instanceof Error ? error.message : String(error);
  return { status: 500, body: { error: `unexpected failure: ${message}` } };
}
