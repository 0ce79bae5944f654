import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ByteBudget } from './byte-budget.ts';
import { refuseBody } from './http-reply.ts';

/** How much of a body is taken, and what is said of more. */
export interface BodyBounds {
  readonly maxBytes: number;
  readonly tooLong: string;
  readonly buffers: ByteBudget;
}

/**
 * Reads a body whole. One that is too long is answered with 413 at once, one for which all connections
 * together leave no room with 503; a broken one is never handed over.
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBytes, tooLong, buffers }: BodyBounds,
  done: (body: string) => void,
): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    refuseBody(response, 413, tooLong);
    return;
  }
  const held = buffers.hold();
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let length = 0;
  const refuse = (status: number, error: string): void => {
    request.off('data', take).off('end', end);
    first = more = undefined;
    held.release();
    refuseBody(response, status, error);
  };
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > maxBytes) refuse(413, tooLong);
    else if (!held.resize(length)) refuse(503, noRoom(buffers));
    else if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  };
  const end = (): void => {
    const whole = more === undefined ? first : Buffer.concat(more, length);
    held.release();
    done(whole === undefined ? '' : whole.toString('utf8'));
  };
  response.once('close', () => held.release());
  request.on('data', take).on('end', end);
}

/** What is said of a body for which there is no room. */
export function noRoom({ maxBytes }: ByteBudget): string {
  return `expected at most ${maxBytes} bytes in the bodies and answers of all connections; try again`;
}
