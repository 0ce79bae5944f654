import type { ServerResponse } from 'node:http';

/** Answers with text. */
export function replyText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Answers with a JSON document. */
export function replyJson(response: ServerResponse, status: number, body: unknown): void {
  replyText(response, status, `${JSON.stringify(body)}\n`, 'application/json');
}

/** Answers without a body. */
export function replyEmpty(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}

/** Answers a request whose method does not belong to its path. */
export function replyWrongMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  replyJson(response, 405, { error: `expected the method ${allowed}` });
}

/** Answers before the body was read: the connection ends, because the rest would be taken for a request. */
export function refuseBody(response: ServerResponse, status: number, error: string): void {
  response.setHeader('connection', 'close');
  replyJson(response, status, { error });
  response.req.resume();
}
