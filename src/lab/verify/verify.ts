import process from 'node:process';
import { findGo } from '../subjects/go/find-go.ts';
import { howToGetGo } from '../subjects/go/go-toolchain.ts';
import type { ComparedField, Verification, VerifyListener } from './verification.ts';
import { verifyNodeMap } from './verify-node-map.ts';
import { verifyRecordings } from './verify-recordings.ts';
import { verifyTotals } from './verify-totals.ts';

/** What to verify against. */
export interface VerifyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A go command; found where it is left out. */
  readonly goProgram?: string;
  readonly onDoing?: VerifyListener;
  readonly signal?: AbortSignal;
}

/**
 * Holds the models against the real maps of this machine: those of the Go that is found, and the
 * `Map` of this Node. Without Go only the latter.
 *
 * @throws SandboxError `usage` when `goProgram` is no Go, `environment` when a program does not build
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { env, goProgram, signal } = options;
  const onDoing = options.onDoing ?? (() => undefined);
  const go = await findGo({ env, ...(goProgram === undefined ? {} : { program: goProgram }) });
  const fields: ComparedField[] = [];
  if (go !== null) {
    const build = { go, env, ...(signal === undefined ? {} : { signal }) };
    fields.push(...(await verifyRecordings(build, onDoing)));
    fields.push(...(await verifyTotals(build, onDoing)));
  }
  fields.push(...(await verifyNodeMap(env, onDoing, signal)));
  return {
    go: go === null ? null : { version: go.version, program: go.program },
    node: process.versions.node,
    fields,
    remarks: go === null ? [`Go was not verified: ${howToGetGo}.`] : [],
    isEqual: fields.every(({ differences }) => differences === 0),
  };
}
