import type { z } from 'zod';
import { parseJson } from '../primitives/input/parse-json.ts';
import { SandboxError } from '../primitives/errors/sandbox-error.ts';
import { showValue } from '../primitives/errors/show-value.ts';

/** A kind of versioned JSON document. */
export interface DocumentKind<T> {
  /** What the messages call it, as in `it is no mapswell record`. */
  readonly name: string;
  readonly kind: string;
  readonly version: number;
  /** What to do about one of an older version. */
  readonly renewBy?: string;
  /** Only those who read a document pay for loading the schema library. */
  readonly schema: () => Promise<z.ZodType<T>>;
}

/** A document of a million wrong items would otherwise make millions of issues, gigabytes of them. */
const upToFirstIssue: z.core.ParseContextInternal<z.core.$ZodIssue> = { abortEarly: true };

/**
 * Turns the text of a versioned JSON document into the document, checking every field.
 *
 * @param where what the messages name, usually the file
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, of another kind or a newer
 *   or older version, or breaks the schema; the message has the path inside the document
 */
export async function parseDocument<T>(
  text: string,
  where: string,
  document: DocumentKind<T>,
): Promise<T> {
  const value = parseVersioned(text, where, document);
  const schema = await document.schema();
  const result = schema.safeParse(value, upToFirstIssue);
  if (result.success) return result.data;
  const { describeFirstIssue } = await import('./describe-issues.ts');
  throw refuse(where, describeFirstIssue(result.error.issues, { schema, value }));
}

/**
 * The JSON value of a document of this kind and version; what is in it is not checked.
 *
 * @throws {SandboxError} `input` when the text is empty, cut off, no JSON, of another kind or version
 */
export function parseVersioned(
  text: string,
  where: string,
  document: Pick<DocumentKind<unknown>, 'name' | 'kind' | 'version' | 'renewBy'>,
): unknown {
  if (text.startsWith('{"kind":"mapswell-journal"'))
    throw refuse(
      where,
      `it is a part of a run and no ${document.name}; mapswell merge makes a record of the shards of a run`,
    );
  const value = parseJson(text, where);
  requireKnownKind(value, where, document);
  return value;
}

function requireKnownKind(
  value: unknown,
  where: string,
  document: Pick<DocumentKind<unknown>, 'name' | 'kind' | 'version' | 'renewBy'>,
): void {
  const kind = fieldOf(value, 'kind');
  if (kind !== document.kind)
    throw refuse(
      where,
      `it is no ${document.name}: expected kind to be ${JSON.stringify(document.kind)}, got ${showValue(kind)}`,
    );
  const version = fieldOf(value, 'version');
  if (typeof version === 'number' && version > document.version)
    throw refuse(
      where,
      `it was written by a newer mapswell: its version is ${version}, this program reads ${document.version}`,
    );
  if (typeof version === 'number' && version < document.version) {
    const remedy = document.renewBy === undefined ? '' : `; ${document.renewBy}`;
    throw refuse(
      where,
      `it was written by an older mapswell: its version is ${version}, this program reads ${document.version}${remedy}`,
    );
  }
  if (version !== document.version)
    throw refuse(where, `expected version to be ${document.version}, got ${showValue(version)}`);
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function refuse(where: string, reason: string): SandboxError {
  return new SandboxError('input', `cannot read ${where}: ${reason}`);
}
