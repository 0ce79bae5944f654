import { parseBytes } from '../../../base/primitives/quantities/parse-bytes.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import {
  largestPayloadBytes,
  type SizeDistribution,
  type WeightedSize,
} from './size-distribution.ts';

/**
 * Sizes as people write them: `512`, `4KiB`, `lognormal(256, 4KiB)` by median and 99th percentile,
 * or sizes with weights, `16:3, 640:1`.
 *
 * @param option the flag or key that the text came from, named in the error
 * @throws SandboxError `usage` for anything else
 */
export function parseSizeDistribution(text: string, option: string): SizeDistribution {
  const trimmed = text.trim();
  const lognormal = /^lognormal\(([^,]*),([^,]*)\)$/i.exec(trimmed);
  if (lognormal !== null)
    return parseLognormal(text, option, lognormal[1] ?? '', lognormal[2] ?? '');
  if (trimmed.includes(':') || trimmed.includes(','))
    return { kind: 'weighted', sizes: trimmed.split(',').map((one) => parseWeighted(one, option)) };
  if (!/^\d/.test(trimmed))
    throw new SandboxError(
      'usage',
      `expected ${option} to be a size such as 512 or 4KiB, lognormal(median, p99), or sizes with weights such as 16:3,640:1, got ${JSON.stringify(text)}`,
    );
  return { kind: 'fixed', bytes: parseSize(trimmed, option) };
}

/**
 * Sizes of a file: one a line, each with its count or weight behind a comma, a tab or a space where
 * several entries share a line. Empty lines and lines that begin with `#` do not count.
 *
 * @param option what the file was given by, named with the line in the error
 * @throws SandboxError `usage` for a line that is no size, or where there is none
 */
export function parseSizeLines(text: string, option: string): SizeDistribution {
  const weights = new Map<number, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.trim().split(/[\s,;]+/);
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    const where = `line ${index + 1} of ${option}`;
    if (words.length > 2)
      throw new SandboxError(
        'usage',
        `expected ${where} to be a size, and at most its count behind it, got ${JSON.stringify(line.trim().slice(0, 80))}`,
      );
    const bytes = parseSize(words[0] ?? '', where);
    const weight = words[1] === undefined ? 1 : parseWeight(words[1], where);
    weights.set(bytes, (weights.get(bytes) ?? 0) + weight);
  }
  const sizes = [...weights].map(([bytes, weight]): WeightedSize => ({ bytes, weight }));
  if (sizes.length === 0)
    throw new SandboxError('usage', `expected ${option} to hold sizes, one a line, got none`);
  return { kind: 'weighted', sizes };
}

function parseLognormal(
  text: string,
  option: string,
  medianText: string,
  p99Text: string,
): SizeDistribution {
  const medianBytes = parseSize(medianText.trim(), `the median of ${option}`);
  const p99Bytes = parseSize(p99Text.trim(), `the 99th percentile of ${option}`);
  if (medianBytes > 0 && p99Bytes >= medianBytes)
    return { kind: 'lognormal', medianBytes, p99Bytes };
  throw new SandboxError(
    'usage',
    `expected ${option} to be lognormal(median, p99) with a median above 0 and a p99 not below it, got ${JSON.stringify(text)}`,
  );
}

function parseWeighted(text: string, option: string): WeightedSize {
  const [size = '', weight, ...rest] = text.split(':');
  if (rest.length > 0)
    throw new SandboxError(
      'usage',
      `expected ${option} to be sizes with weights such as 16:3,640:1, got ${JSON.stringify(text.trim())}`,
    );
  const bytes = parseSize(size.trim(), option);
  return { bytes, weight: weight === undefined ? 1 : parseWeight(weight.trim(), option) };
}

function parseWeight(text: string, option: string): number {
  const weight = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(weight) && weight > 0) return weight;
  throw new SandboxError(
    'usage',
    `expected a weight in ${option} to be a number above 0, got ${JSON.stringify(text)}`,
  );
}

/** Unlike other numbers of bytes, a size may be 0: an empty string. */
function parseSize(text: string, option: string): number {
  const bytes = /^0+$/.test(text) ? 0 : parseBytes(text, option);
  if (bytes <= largestPayloadBytes) return bytes;
  throw new SandboxError(
    'usage',
    `expected ${option} to be at most ${largestPayloadBytes} bytes, got ${JSON.stringify(text)}`,
  );
}
