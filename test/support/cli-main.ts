import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * The program that users start. Where coverage is measured it is the modules, because the counts of a
 * bundle cannot be added to those of the modules that tests load.
 */
export const cliMain: string = fileURLToPath(
  new URL(
    process.env['NODE_V8_COVERAGE'] === undefined
      ? '../../bundle/main.cjs'
      : '../../src/cli/main.js',
    import.meta.url,
  ),
);
