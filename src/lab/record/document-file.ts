import { canonicalJson } from '../../base/primitives/canonical-json.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { writeFileAtomically } from '../../base/primitives/write-file-atomically.ts';

const lineWidth = 100;

/**
 * A document as text: keys in code-unit order, what fits on a line on one line, so that the same document
 * gives the same bytes and a difference between two shows as few changed lines.
 *
 * @throws RangeError naming the path of a figure that is no finite number
 */
export function formatDocument(document: object): string {
  // Through the canonical form, which refuses what JSON cannot hold.
  const canonical: unknown = JSON.parse(canonicalJson(document));
  return `${layOut(canonical, '', 0)}\n`;
}

/** @param taken columns that the line has already used for the key */
function layOut(value: unknown, indent: string, taken: number): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return flat;
  if (indent.length + taken + flat.length < lineWidth && isShallow(value)) return flat;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${fill(value, inner)}\n${indent}]`;
  const members = Object.entries(value).map(([key, member]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${inner}${name}${layOut(member, inner, name.length)}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}

/** Plain items share lines, as many as fit; the others have a line each. */
function fill(items: readonly unknown[], indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const item of items) {
    const text = layOut(item, indent, 0);
    const isPlain = typeof item !== 'object' || item === null;
    if (isPlain && line !== '' && indent.length + line.length + text.length + 2 < lineWidth)
      line += `, ${text}`;
    else {
      if (line !== '') lines.push(line);
      line = text;
    }
  }
  return [...lines, line].map((one) => `${indent}${one}`).join(',\n');
}

function isShallow(value: object): boolean {
  return Object.values(value).every(
    (member: unknown) =>
      typeof member !== 'object' || member === null || Object.values(member).length === 0,
  );
}

/**
 * The text of a document's file.
 *
 * @param name what messages call it
 * @throws {SandboxError} `internal` naming the path of a figure that is no finite number
 */
export function documentText(document: object, name: string): string {
  try {
    return formatDocument(document);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SandboxError('internal', `the ${name} is not fit to be written: ${message}`, {
      cause: error,
    });
  }
}

/**
 * Writes a document, whole or not at all.
 *
 * @param name what messages call it
 * @throws {SandboxError} `output` naming the file when it cannot be written; `internal` naming the
 *   path of a figure that is no finite number
 */
export async function writeDocument(path: string, document: object, name: string): Promise<void> {
  await writeFileAtomically(path, documentText(document, name));
}
