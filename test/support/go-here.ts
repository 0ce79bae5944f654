import process from 'node:process';
import type { ExecutionContext } from 'ava';
import { findGo } from '../../src/lab/subjects/go/find-go.ts';
import type { GoToolchain } from '../../src/lab/subjects/go/go-toolchain.ts';
import { howToGetGo } from '../../src/lab/subjects/go/go-toolchain.ts';

/** The Go of this machine; without one the test is skipped loudly, or fails where all is required. */
export async function goHere(t: ExecutionContext, minor?: number): Promise<GoToolchain | null> {
  const go = await findGo({ env: process.env, ...(minor === undefined ? {} : { minor }) });
  if (go !== null && (minor === undefined || go.minor === minor)) return go;
  if (process.env['MAPSWELL_REQUIRE_ALL'] === '1' && go === null) t.fail(howToGetGo);
  else t.log(`skipped: ${go === null ? howToGetGo : `no Go 1.${minor} here`}`);
  t.pass();
  return null;
}
