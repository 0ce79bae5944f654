import { fileURLToPath } from 'node:url';
import { bundledProgram } from '../../base/primitives/bundled-program.ts';

/** The program of a process that serves the map of one cell: what a run starts, and never imports. */
export const serviceProcessPath: string = fileURLToPath(
  bundledProgram(new URL('service-process.js', import.meta.url)),
);
