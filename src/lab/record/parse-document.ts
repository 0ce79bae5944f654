import type { z } from 'zod';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';

/** A kind of versioned JSON document. */
export interface DocumentKind<T> {
  /** What the messages call it, as in `it is no mapswell record`. */
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  /** Only those who read a document pay for loading the schema library. */
  readonly schema: () => Promise<z.ZodType<T>>;
}

/**
 * Turns the text of a versioned JSON document into the document, checking every field.
 *
 * @param where what the messages name, usually the file
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, of another kind or a newer
 *   version, or breaks the schema; the message has the path inside the document
 */
export async function parseDocument<T>(
  text: string,
  where: string,
  document: DocumentKind<T>,
): Promise<T> {
  const value = parseVersioned(text, where, document);
  const schema = await document.schema();
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { describeIssues } = await import('./schema/describe-issues.ts');
  throw refuse(where, describeIssues(result.error.issues, value));
}

/**
 * The JSON value of a document of this kind and version; what is in it is not checked.
 *
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, of another kind or version
 */
export function parseVersioned(
  text: string,
  where: string,
  document: Pick<DocumentKind<unknown>, 'name' | 'kind' | 'version'>,
): unknown {
  const value = parseJson(text.replace(/^\uFEFF/, ''), where);
  requireKnownKind(value, where, document);
  return value;
}

function parseJson(text: string, where: string): unknown {
  if (text.trim() === '') throw refuse(where, 'it is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(where, whatIsWrongWith(text, error), error);
  }
}

/** V8 tells the position of some mistakes only; a text that just ends is the most common one. */
function whatIsWrongWith(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (/^Unexpected end|^Unterminated/.test(message) || position >= text.trimEnd().length)
    return `it is cut off after ${text.length} characters`;
  if (Number.isNaN(position)) return 'it is no JSON';
  const before = text.slice(0, position).split('\n');
  return `it is no JSON (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}

function requireKnownKind(
  value: unknown,
  where: string,
  document: Pick<DocumentKind<unknown>, 'name' | 'kind' | 'version'>,
): void {
  const kind = fieldOf(value, 'kind');
  if (kind !== document.kind)
    throw refuse(
      where,
      `it is no ${document.name}: expected kind to be ${JSON.stringify(document.kind)}, got ${show(kind)}`,
    );
  const version = fieldOf(value, 'version');
  if (typeof version === 'number' && version > document.version)
    throw refuse(
      where,
      `it was written by a newer mapswell: its version is ${version}, this program reads ${document.version}`,
    );
  if (version !== document.version)
    throw refuse(where, `expected version to be ${document.version}, got ${show(version)}`);
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}

function refuse(where: string, reason: string, cause?: unknown): SandboxError {
  return new SandboxError(
    'input',
    `cannot read ${where}: ${reason}`,
    cause === undefined ? undefined : { cause },
  );
}
