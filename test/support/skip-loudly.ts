import { appendFileSync } from 'node:fs';
import process from 'node:process';
import type { ExecutionContext } from 'ava';

/**
 * Ends a test that cannot run here: a line in its log, a line for the count at the end of the run, and
 * a failure where everything is required. AVA counts it as passed; the count says how many were not run.
 *
 * @param reason as it should read after "not run:", for example `no Go`
 */
export function skipLoudly(t: ExecutionContext, reason: string): void {
  if (process.env['MAPSWELL_REQUIRE_ALL'] === '1') {
    t.fail(`must not be skipped: ${reason}`);
    return;
  }
  skipOptional(t, reason);
}

/** The same for what not even a machine that requires everything has to have, as one more Go version. */
export function skipOptional(t: ExecutionContext, reason: string): void {
  t.log(`skipped: ${reason}`);
  const list = process.env['MAPSWELL_SKIPPED_FILE'];
  if (list !== undefined) appendFileSync(list, `${reason}\n`);
  t.pass();
}
