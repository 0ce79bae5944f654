import process from 'node:process';
import { firstLine } from '../../../base/primitives/lines.ts';
import { defined } from '../../../base/primitives/defined.ts';
import type { Cell } from '../../config/cell.ts';
import type { LastState, Outcome } from '../../record/outcome.ts';
import { type PipedProgram, startPipedProgram } from '../../sandbox/program/start-piped-program.ts';
import type { ProgramEnding } from '../../sandbox/program/start-program.ts';
import { modelFacts } from '../../../maps/model/model-facts.ts';
import { buildGoProgram } from './build-go-program.ts';
import { cellTypesFile } from './cell-types-file.ts';
import { findGo } from './find-go.ts';
import { type GoToolchain, howToGetGo } from './go-toolchain.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Builds the program of a cell of real Go, or finds it built: by the Go of the version that the cell
 * names where there is one, else by whatever Go there is.
 *
 * @returns the path of the executable, or `null` where there is no Go
 * @throws SandboxError `environment` when it does not compile, `config` for a cell that cannot be
 */
export async function buildGoCell(
  cell: Cell,
  env: Environment,
  signal?: AbortSignal,
  toolchain?: GoToolchain,
): Promise<string | null> {
  const { goMinor } = modelFacts(cell.map);
  const go = toolchain ?? (await findGo({ env, ...(goMinor === null ? {} : { minor: goMinor }) }));
  if (go === null) return null;
  return await buildGoProgram(
    { name: 'cell', generated: { 'types.go': cellTypesFile(cell) } },
    { go, env, ...defined({ signal }) },
  );
}

/** Why a cell of real Go has no result where there is no Go. */
export const skippedWithoutGo: Outcome = { kind: 'skipped', reason: howToGetGo };

/** Starts the program of a cell; `null` where there is no Go. */
export async function openGoCell(
  cell: Cell,
  pass: { readonly kind: 'exact' | 'timed'; readonly interval: number; readonly env: Environment },
  toolchain?: GoToolchain,
): Promise<PipedProgram | null> {
  const program = await buildGoCell(cell, process.env, undefined, toolchain);
  if (program === null) return null;
  const { guard, hint, workload } = cell;
  return await startPipedProgram({
    program,
    arguments: [
      pass.kind,
      guard,
      String(hint),
      String(workload.writers),
      String(workload.seed),
      String(pass.interval),
    ],
    env: { ...process.env, GODEBUG: '', GOGC: '', GOMEMLIMIT: '', GOTRACEBACK: '', ...pass.env },
  });
}

/** What became of a program that ended before it had done its work. */
export function earlyEndOutcome(cell: Cell, end: ProgramEnding, last: LastState | null): Outcome {
  const { exitCode, signal, stderrTail } = end;
  const fatal = /^fatal error: (.*)$/m.exec(stderrTail)?.[1];
  const { writers } = cell.workload;
  if (fatal === 'concurrent map writes')
    return { kind: 'concurrent-map-writes', writers, operation: null, rule: null, last };
  if (fatal === 'concurrent map read and map write')
    return {
      kind: 'concurrent-map-read-and-map-write',
      writers,
      operation: null,
      rule: null,
      last,
    };
  // Nobody else sends this signal inside the limits.
  if (signal === 'SIGKILL') return { kind: 'killed', signal, by: 'oom-killer', last };
  const said = fatal ?? firstLine(stderrTail);
  const how = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
  return { kind: 'failed', message: `the Go program ended with ${how}: ${said}`, last };
}
