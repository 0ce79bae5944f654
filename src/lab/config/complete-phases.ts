import { dirname, relative, resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { type LoadedTrace, loadTrace, type TraceKeys } from '../traffic/load-trace.ts';
import type { Phase } from '../workload/workload.ts';
import type { RecordedPhase, Scenario, WholePhase } from './schema/scenario.ts';

/**
 * The phases of a scenario with what recordings say filled in: how many operations there are, of which
 * kinds, and their digest. The path of a recording counts from the folder of the scenario, and in a cell
 * from the working folder.
 *
 * @throws SandboxError as `loadTrace`, and `config` for more operations than were recorded
 */
export function completePhases(
  phases: NonNullable<Scenario['phases']>,
  file: string,
  writers: number,
): readonly Phase[] {
  let isWalked = false;
  return phases.map((phase) => {
    if ('does' in phase) return wholePhase(phase);
    if (isRecorded(phase)) return completePhase(phase, file, writers);
    const completed = goingOn(phase, isWalked);
    isWalked ||= walks(phase);
    return completed;
  });
}

/** Whether a phase leaves a place where another one may go on. */
function walks({ keys, mix }: Phase): boolean {
  return keys.kind === 'sliding-window' || (keys.kind === 'sequential' && (mix.insert ?? 0) > 0);
}

/** A phase that says whether its keys go on where others ended: a window does, unless it says no. */
function goingOn(phase: Phase, isWalked: boolean): Phase {
  const { keys } = phase;
  if (keys.kind !== 'sliding-window' && keys.kind !== 'sequential') return phase;
  const { continues = keys.kind === 'sliding-window', ...anew } = keys;
  return { ...phase, keys: continues && isWalked ? { ...anew, continues } : anew };
}

function isRecorded(phase: Phase | RecordedPhase): phase is RecordedPhase {
  return phase.keys.kind === 'trace';
}

/** As a phase of which every operation is that one, so that no key is ever drawn. */
function wholePhase({ name, does, times = 1 }: WholePhase): Phase {
  return {
    name,
    operationsPerWriter: times,
    mix: {},
    keys: { kind: 'sequential' },
    whole: [{ ...does, every: 1 }],
  };
}

function completePhase(
  { name, operationsPerWriter, keys }: RecordedPhase,
  file: string,
  writers: number,
): Phase {
  const path = relative('', resolve(dirname(file), keys.file));
  const { operations, mix, digest } = traceOf({ ...keys, file: path });
  const share = Math.floor(operations / writers);
  if (operationsPerWriter !== undefined && operationsPerWriter > share)
    throw new SandboxError(
      'config',
      `${file}: expected phase ${name} to have at most ${share} operations for each of ${writers} writers, as ${keys.file} has ${operations}, got ${operationsPerWriter}`,
    );
  return {
    name,
    operationsPerWriter: operationsPerWriter ?? share,
    mix,
    keys: { ...keys, file: path, operations, digest },
  };
}

/** A scenario has many cells of one recording. */
let latest: { readonly key: string; readonly trace: LoadedTrace } | null = null;

function traceOf(keys: TraceKeys): LoadedTrace {
  const key = JSON.stringify(keys);
  if (latest?.key !== key) latest = { key, trace: loadTrace(keys) };
  return latest.trace;
}
