import { ExpositionError } from '../../../base/exposition/exposition-error.ts';
import type { ExpositionFormat, ExpositionPage } from '../../../base/exposition/exposition-page.ts';
import { expositionFormat, parseExposition } from '../../../base/exposition/parse-exposition.ts';
import { expositionContentTypes } from '../../../base/exposition/write-exposition.ts';
import type { Fault } from './judgement.ts';
import type { Answer, ServiceClient } from './service-client.ts';

/** A page of metrics that was read, or what is wrong with it; both `null` where there is no such format. */
export interface Scrape extends Pick<Answer, 'tookMs' | 'skewMs'> {
  readonly page: ExpositionPage | null;
  readonly fault: Fault | null;
}

/**
 * Asks a service for its metrics in a format, and reads them strictly.
 *
 * @throws SandboxError `invalid` where there is no answer, or none that is whole
 */
export async function scrape(
  client: ServiceClient,
  path: string,
  format: ExpositionFormat,
): Promise<Scrape> {
  const answer = await client.ask(path, { headers: { accept: expositionContentTypes[format] } });
  const { tookMs, skewMs } = answer;
  return { ...read(answer, format), tookMs, skewMs };
}

function read(
  { url, status, contentType, bytes }: Answer,
  format: ExpositionFormat,
): Pick<Scrape, 'page' | 'fault'> {
  if (status !== 200)
    return failed('metrics-answer', format, `expected the answer 200 from ${url}, got ${status}`);
  const answered = expositionFormat(contentType);
  if (answered === null)
    return failed(
      'content-type',
      format,
      `expected a content type of Prometheus or OpenMetrics from ${url}, got '${contentType}'`,
    );
  // A service without OpenMetrics answers in the text format, which is its right.
  if (answered !== format) return { page: null, fault: null };
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { page: parseExposition(text, format), fault: null };
  } catch (error) {
    if (error instanceof ExpositionError)
      return failed('exposition', format, `${format}: ${error.message}`);
    if (error instanceof TypeError)
      return failed('exposition', format, `${format}: expected UTF-8, got other bytes`);
    throw error;
  }
}

function failed(rule: string, about: string, message: string): Pick<Scrape, 'page' | 'fault'> {
  return { page: null, fault: { rule, about, message } };
}
