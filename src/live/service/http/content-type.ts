import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuseBody } from './http-reply.ts';

/**
 * Whether a request says that its body is of one of these types. For `POST` none of them may be one
 * that a form can send (such as `text/plain`), or a page of another site could; before a `PUT` a
 * browser asks.
 */
export function hasContentType(request: IncomingMessage, types: readonly string[]): boolean {
  const [type = ''] = contentType(request).split(';');
  return types.includes(type.trim().toLowerCase());
}

/** Answers a body of another type. */
export function refuseType(
  request: IncomingMessage,
  response: ServerResponse,
  types: readonly string[],
): void {
  const got = contentType(request) || 'none';
  refuseBody(
    response,
    415,
    `expected the content type ${types.join(' or ')}, got ${got.slice(0, 60)}`,
  );
}

function contentType({ headers }: IncomingMessage): string {
  return headers['content-type'] ?? '';
}
