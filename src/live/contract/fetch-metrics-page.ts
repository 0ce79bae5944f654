import { ExpositionError } from '../../base/exposition/exposition-error.ts';
import type { ExpositionFormat, ExpositionPage } from '../../base/exposition/exposition-page.ts';
import { expositionFormat, parseExposition } from '../../base/exposition/parse-exposition.ts';
import { expositionContentTypes } from '../../base/exposition/write-exposition.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { ContractFinding } from './contract-finding.ts';

/** A page that was read, or what is wrong with it; both `null` where the service does not have the format. */
export interface FetchedPage {
  readonly page: ExpositionPage | null;
  readonly finding: ContractFinding | null;
}

const patienceMs = 10_000;
const maxBytes = 32 * 2 ** 20;

/**
 * Asks a service for its metrics in a format, and reads them strictly.
 *
 * @throws SandboxError `invalid` where there is no answer, or none that is whole
 */
export async function fetchMetricsPage(
  url: string,
  format: ExpositionFormat,
): Promise<FetchedPage> {
  const { status, contentType, bytes } = await fetchBytes(url, format);
  if (status !== 200)
    return failed('metrics-answer', `expected the answer 200 from ${url}, got ${status}`);
  const answered = expositionFormat(contentType);
  if (answered === null)
    return failed(
      'content-type',
      `expected a content type of Prometheus or OpenMetrics from ${url}, got '${contentType}'`,
    );
  // A service without OpenMetrics answers in the text format, which is its right.
  if (answered !== format) return { page: null, finding: null };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { page: parseExposition(text, format), finding: null };
  } catch (error) {
    if (error instanceof ExpositionError)
      return failed('exposition', `${format}: ${error.message}`);
    if (error instanceof TypeError)
      return failed('exposition', `${format}: expected UTF-8, got other bytes`);
    throw error;
  }
}

function failed(rule: string, message: string): FetchedPage {
  return { page: null, finding: { rule, message } };
}

async function fetchBytes(
  url: string,
  format: ExpositionFormat,
): Promise<{ readonly status: number; readonly contentType: string; readonly bytes: Uint8Array }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const response = await fetch(url, {
      headers: { accept: expositionContentTypes[format] },
      signal: AbortSignal.timeout(patienceMs),
    });
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > maxBytes) break;
      chunks.push(chunk);
    }
    if (length <= maxBytes)
      return {
        status: response.status,
        contentType: response.headers.get('content-type') ?? '',
        bytes: Buffer.concat(chunks, length),
      };
  } catch (cause) {
    const why =
      cause instanceof Error
        ? cause.cause instanceof Error
          ? cause.cause.message
          : cause.message
        : String(cause);
    throw new SandboxError('invalid', `cannot judge ${url}: ${why}`, { cause });
  }
  throw new SandboxError('invalid', `cannot judge ${url}: a page of more than ${maxBytes} bytes`);
}
