import type { IncomingMessage } from 'node:http';

/** Reads a body whole; `null` as soon as it is longer than `maxBytes`. A broken one is never handed over. */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  done: (body: string | null) => void,
): void {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    done(null);
    return;
  }
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let length = 0;
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length > maxBytes) {
      request.off('data', take).off('end', end);
      done(null);
    } else if (first === undefined) first = chunk;
    else (more ??= [first]).push(chunk);
  };
  const end = (): void => {
    const whole = more === undefined ? first : Buffer.concat(more, length);
    done(whole === undefined ? '' : whole.toString('utf8'));
  };
  request.on('data', take).on('end', end);
}
