import { parentPort } from 'node:worker_threads';
import { startBenchService, startEcho } from './http.ts';

// Both servers, away from the generator's thread.
const echo = await startEcho();
const address = echo.address();
const port = typeof address === 'object' ? address?.port : undefined;
const serviceUrl = await startBenchService();
// A worker's port has no origin.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage({ echoUrl: `http://127.0.0.1:${port}`, serviceUrl });
