import { SandboxError } from '../errors/sandbox-error.ts';

/** More than a record of thousands of cells has; as many empty objects take a gigabyte. */
const mostContainers = 5_000_000;
/** No document of ours is deeper than some tens; code that walks one calls itself at each level. */
const mostDepth = 200;

const quote = 0x22;
const backslash = 0x5c;
/** The least code of a bracket or brace. */
const bracket = 0x5b;
/** Brackets and braces differ in one bit: these are the codes of both with that bit set. */
const bracketBit = 0x20;
const opening = 0x7b;
const closing = 0x7d;

/**
 * Parses JSON from outside, whose parts are bounded before memory is taken for them.
 *
 * @param where what the messages name, usually the file
 * @param depth of the place that it is a part of
 * @throws SandboxError `input` for a text that is empty, cut off, no JSON, nested too deep or in too many parts
 */
export function parseJson(text: string, where: string, depth = 0): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (plain.trim() === '') throw refuse(where, 'it is empty');
  refuseBoundless(plain, where, depth);
  try {
    return JSON.parse(plain);
  } catch (error) {
    throw refuse(where, whatIsWrongWith(plain, error), error);
  }
}

function refuseBoundless(text: string, where: string, outerDepth: number): void {
  let containers = 0;
  let depth = outerDepth;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Most of a record is digits and blanks.
    if (code < bracket && code !== quote) continue;
    if (code === quote) at = endOfString(text, at);
    else if ((code | bracketBit) === opening) {
      containers += 1;
      depth += 1;
      if (depth > mostDepth) throw refuse(where, `it is nested deeper than ${mostDepth} levels`);
      if (containers > mostContainers)
        throw refuse(where, `it has more than ${mostContainers} lists and objects`);
    } else if ((code | bracketBit) === closing) depth -= 1;
  }
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    // An odd number of backslashes: the last of them is of the quote.
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

/** V8 tells the position of some mistakes only; a text that just ends is the most common one. */
function whatIsWrongWith(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? Number.NaN);
  if (/^Unexpected end|^Unterminated/.test(message) || position >= text.trimEnd().length)
    return `it is cut off after ${text.length} characters`;
  if (Number.isNaN(position)) return 'it is no JSON';
  const before = text.slice(0, position).split('\n');
  // What is one line is often a line of a file, which the message names already.
  if (!text.trimEnd().includes('\n')) return `it is no JSON (column ${position + 1})`;
  return `it is no JSON (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}

function refuse(where: string, reason: string, cause?: unknown): SandboxError {
  const options = cause === undefined ? undefined : { cause };
  return new SandboxError('input', `cannot read ${where}: ${reason}`, options);
}
