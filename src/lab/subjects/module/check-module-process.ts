import process from 'node:process';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { loadMapModule } from './load-map-module.ts';

/**
 * Loads a map of the user's own, says what is wrong with it, and ends: whatever it opens or starts when
 * it is loaded ends with this process.
 */
const [, , file = ''] = process.argv;
const problem = await loadMapModule(file).then(
  () => null,
  (error: unknown) => (error instanceof SandboxError ? error.message : String(error)),
);
if (problem !== null) process.stderr.write(`\n${JSON.stringify({ problem })}\n`);
process.exit(problem === null ? 0 : 1);
