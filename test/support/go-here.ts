import process from 'node:process';
import type { ExecutionContext } from 'ava';
import { findGo } from '../../src/lab/subjects/go/find-go.ts';
import type { GoToolchain } from '../../src/lab/subjects/go/go-toolchain.ts';
import { skipLoudly, skipOptional } from './skip-loudly.ts';

/** The Go of this machine; without one the test is skipped loudly, or fails where all is required. */
export async function goHere(t: ExecutionContext, minor?: number): Promise<GoToolchain | null> {
  const go = await findGo({ env: process.env, ...(minor === undefined ? {} : { minor }) });
  if (go !== null && (minor === undefined || go.minor === minor)) return go;
  if (go === null) skipLoudly(t, 'no Go');
  else skipOptional(t, `no Go 1.${minor}`);
  return null;
}
