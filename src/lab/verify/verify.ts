import process from 'node:process';
import { defined } from '../../base/primitives/defined.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { findGo } from '../subjects/go/find-go.ts';
import { howToGetGo } from '../subjects/go/go-toolchain.ts';
import { estimateVerification } from './estimate-verification.ts';
import { quickPairs, type TypePair, typePairs } from './fresh-maps/type-pairs.ts';
import type { ComparedField, Verification, VerifyListener } from './verification.ts';
import { verifyNodeMap } from './verify-node-map.ts';
import { verifyRecordings } from './verify-recordings.ts';
import { verifyTotals } from './verify-totals.ts';

/** What to verify against. */
export interface VerifyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A go command; found where it is left out. */
  readonly goProgram?: string;
  /** A minute's part of it: all recordings, a few types, small maps. @default false */
  readonly isQuick?: boolean;
  readonly onDoing?: VerifyListener;
  /** Told before what takes long begins how many seconds it will take here. */
  readonly onEstimate?: (seconds: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Holds the models against the real maps of this machine: those of the Go that is found, and the
 * `Map` of this Node. Without Go only the latter.
 *
 * @throws SandboxError `usage` when `goProgram` is no Go, `environment` when a program does not build
 */
export async function verify(options: VerifyOptions): Promise<Verification> {
  const { env, goProgram, signal, isQuick = false } = options;
  const pairs = isQuick ? quickPairs : typePairs;
  const onDoing = options.onDoing ?? (() => undefined);
  const go = await findGo({ env, ...defined({ program: goProgram }) });
  const fields: ComparedField[] = [];
  if (go !== null) {
    const build = { go, env, ...defined({ signal }) };
    if (!isQuick) {
      onDoing('filling a few maps to see how long the whole takes');
      options.onEstimate?.(await estimateVerification(build));
    }
    fields.push(...(await verifyRecordings(build, onDoing)));
    fields.push(...(await verifyTotals(build, onDoing, pairs)));
  }
  fields.push(...(await verifyNodeMap(env, onDoing, signal)));
  return {
    go: go === null ? null : { version: go.version, program: go.program },
    node: process.versions.node,
    fields,
    remarks:
      go === null ? [`Go was not verified: ${howToGetGo}.`] : isQuick ? [leftOut(pairs)] : [],
    isEqual: fields.every(({ differences }) => differences === 0),
  };
}

function leftOut(pairs: readonly TypePair[]): string {
  const largest = Math.max(...pairs.map((pair) => pair.largest));
  return `Quick: fresh maps of ${pairs.length} of ${typePairs.length} pairs of types, of at most ${formatCount(largest)} entries; without --quick all of them, up to 1,000,000.`;
}
