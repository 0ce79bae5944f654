import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GoValue } from '../../../maps/reference/go-codec.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { httpFailure } from './http-failure.ts';
import { hasContentType, refuseType } from '../http/content-type.ts';
import {
  refuseBody,
  replyEmpty,
  replyJson,
  replyText,
  replyWrongMethod,
} from '../http/http-reply.ts';
import { readBody } from '../http/read-body.ts';
import type { InstrumentedMap } from '../instrumented-map.ts';
import type { ServedMap } from '../served-map.ts';

const valueTypes = ['text/plain', 'application/octet-stream'];

/** `/map/:key`: one entry of the map. */
export function entryRoute(
  served: ServedMap,
  encodedKey: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { map, limits } = served;
  if (!['GET', 'PUT', 'DELETE'].includes(request.method ?? '')) {
    replyWrongMethod(response, 'GET, PUT, DELETE');
    return;
  }
  let key: GoValue;
  try {
    const text = decodeKey(encodedKey);
    if (Buffer.byteLength(text) > limits.maxKeyBytes) {
      refuseBody(response, 414, `expected a key of at most ${limits.maxKeyBytes} bytes`);
      return;
    }
    key = map.keys.parse(text);
  } catch (error) {
    refuseBody(response, 400, httpFailure(error).body.error);
    return;
  }
  if (request.method === 'PUT') put(served, key, request, response);
  else guarded(response, () => (request.method === 'GET' ? get : remove)(map, key, response));
}

function decodeKey(encoded: string): string {
  if (!encoded.includes('%')) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new SandboxError('usage', `expected a key in percent-encoding, got '${encoded}'`);
  }
}

function put(
  { map, limits, buffers }: ServedMap,
  key: GoValue,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!hasContentType(request, valueTypes)) {
    refuseType(request, response, valueTypes);
    return;
  }
  const maxBytes = limits.maxValueBytes;
  const bounds = { maxBytes, tooLong: `expected a value of at most ${maxBytes} bytes`, buffers };
  readBody(request, response, bounds, (body) =>
    guarded(response, () => {
      const isNew = map.set(key, map.values.parse(body));
      replyEmpty(response, isNew ? 201 : 204);
    }),
  );
}

function get(map: InstrumentedMap, key: GoValue, response: ServerResponse): void {
  const value = map.get(key);
  if (value === undefined) replyJson(response, 404, { error: 'no such key' });
  else replyText(response, 200, map.values.format(value));
}

function remove(map: InstrumentedMap, key: GoValue, response: ServerResponse): void {
  if (map.delete(key)) replyEmpty(response, 204);
  else replyJson(response, 404, { error: 'no such key' });
}

function guarded(response: ServerResponse, action: () => void): void {
  try {
    action();
  } catch (error) {
    const { status, body } = httpFailure(error);
    replyJson(response, status, body);
  }
}
