import { fileURLToPath } from 'node:url';

/** The program of a process that serves the map of one cell: what a run starts, and never imports. */
export const serviceProcessPath: string = fileURLToPath(
  new URL('service-process.js', import.meta.url),
);
