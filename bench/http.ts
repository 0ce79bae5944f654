import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import autocannon from 'autocannon';
import { startMapService } from '../src/live/service/start-map-service.ts';
import { median } from '../src/base/stats/median.ts';
import { serviceOptions } from '../test/support/serve-map.ts';

/** Seconds of each stretch, and rounds; every round has every arm, in turning order. */
const seconds = 2;
const rounds = 9;
const connections = 10;

type Arm = 'echo' | 'service' | 'scraped';
const arms: readonly Arm[] = ['echo', 'service', 'scraped'];

/**
 * Requests per second of the map service, with and without a scrape per second, against a bare
 * server of node:http that sends the body back. The servers run in a thread of their own, the
 * generator in this one. Aims: service at least 0.8 of the echo, a scrape at most 2 %.
 */
export async function run(): Promise<string> {
  const worker = new Worker(new URL('./http-worker.js', import.meta.url));
  const [{ echoUrl, serviceUrl }] = await once(worker, 'message');
  const rates: Record<Arm, number[]> = { echo: [], service: [], scraped: [] };
  await loadFor(`${serviceUrl}/map/`, 1);
  await loadFor(`${echoUrl}/`, 1);
  for (let round = 0; round < rounds; round++) {
    const order = arms.map((_, index) => arms[(index + round) % arms.length] ?? 'echo');
    for (const arm of order) {
      const timer =
        arm === 'scraped' ? setInterval(() => void scrape(serviceUrl), 1000) : undefined;
      const url = arm === 'echo' ? `${echoUrl}/` : `${serviceUrl}/map/`;
      rates[arm].push(await loadFor(url, seconds));
      clearInterval(timer);
    }
  }
  await worker.terminate();
  const ratio = (a: Arm, b: Arm): number =>
    median(rates[a].map((rate, round) => rate / (rates[b][round] ?? Number.NaN)));
  return [
    ...arms.map((arm) => `${arm.padEnd(8)} ${Math.round(median(rates[arm]))} requests/s`),
    `service / echo      ${ratio('service', 'echo').toFixed(3)} (aim: at least 0.8)`,
    `scraped / unscraped ${ratio('scraped', 'service').toFixed(3)} (aim: at least 0.98)`,
  ].join('\n');
}

async function scrape(url: string): Promise<void> {
  await (await fetch(`${url}/metrics`)).text();
}

/** PUT of ever new keys from a hundred thousand; requests per second that were answered with 2xx. */
async function loadFor(base: string, duration: number): Promise<number> {
  const { pathname } = new URL(base);
  let key = 0;
  const result = await autocannon({
    url: base,
    connections,
    duration,
    requests: [
      {
        setupRequest: (request) => {
          key = (key + 7919) % 100_000;
          return Object.assign(request, {
            method: 'PUT',
            path: `${pathname}${key}`,
            headers: { 'content-type': 'text/plain' },
            body: '1',
          });
        },
      },
    ],
  });
  return result['2xx'] / result.duration;
}

/** The bare server: reads the body and sends it back. */
export function startEcho(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end(Buffer.concat(chunks)));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

/** The service that is measured. */
export async function startBenchService(): Promise<string> {
  const { url } = await startMapService(serviceOptions);
  return url;
}
