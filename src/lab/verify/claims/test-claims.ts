import process from 'node:process';
import { defined } from '../../../base/primitives/defined.ts';
import { pause } from '../../../base/primitives/pause.ts';
import { findGo } from '../../subjects/go/find-go.ts';
import { howToGetGo } from '../../subjects/go/go-toolchain.ts';
import type { VerifyListener } from '../verification.ts';
import type { ClaimsReport } from './claim.ts';
import { judgeClaims } from './judge-claims.ts';
import { keptModelFigures } from './kept-model-figures.ts';
import { claimModels, modelFigures } from './model-figures.ts';
import { realGoFigures, realNodeFigures } from './real-figures.ts';

/** What to test claims on, beside the models. */
export interface ClaimsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A go command; found where it is left out. */
  readonly goProgram?: string;
  readonly onDoing: VerifyListener;
  readonly signal?: AbortSignal;
}

let ofModels: ClaimsReport | null = null;

/**
 * Tests the statements on the models alone, by what the build has counted: no process is started and no map
 * is filled.
 */
export function testModelClaims(): ClaimsReport {
  ofModels ??= {
    claims: judgeClaims(keptModelFigures()),
    go: null,
    node: null,
    remarks: ['No real map was asked: mapswell claims asks those of this machine.'],
  };
  return ofModels;
}

/**
 * Tests well-known statements about the growth of maps on the models, on the Go that is found and on
 * this Node.
 *
 * @throws SandboxError `usage` when `goProgram` is no Go, `environment` when a program does not build
 */
export async function testClaims(options: ClaimsOptions): Promise<ClaimsReport> {
  const { env, goProgram, onDoing, signal } = options;
  const go = await findGo({ env, ...defined({ program: goProgram }) });
  onDoing('filling the models');
  const figures = [];
  for (const model of claimModels) {
    figures.push(modelFigures(model));
    await pause(signal);
  }
  if (go !== null) {
    onDoing(`asking ${go.version}`);
    figures.push(await realGoFigures({ go, env, ...defined({ signal }) }));
  }
  onDoing(`asking Node ${process.versions.node}`);
  figures.push(await realNodeFigures(env, signal));
  return {
    claims: judgeClaims(figures),
    go: go?.version ?? null,
    node: process.versions.node,
    remarks: go === null ? [`No real Go map was asked: ${howToGetGo}.`] : [],
  };
}
