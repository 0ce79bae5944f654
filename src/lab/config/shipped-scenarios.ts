import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './schema/scenario.ts';

/** Folder of the scenarios that come with this package. */
export const shippedScenarios: string = fileURLToPath(
  new URL('../../../../scenarios', import.meta.url),
);

const evaluated = new URL('../../../shipped-scenarios.json', import.meta.url);

/** What a shipped file was when the program was built, and what it gave. */
export interface EvaluatedScenario {
  readonly text: string;
  readonly scenario: Scenario;
}

/** By the name of the file. */
export type EvaluatedScenarios = Readonly<Record<string, EvaluatedScenario>>;

/**
 * A shipped scenario as it was evaluated and checked when the program was built: compiling its file takes
 * as long as all else that lists it.
 *
 * @returns `undefined` for other files, and for one that was changed since
 */
export function evaluatedScenario(file: string): Scenario | undefined {
  if (dirname(file) !== shippedScenarios) return undefined;
  try {
    const known = readEvaluated()[basename(file)];
    return known?.text === readFileSync(file, 'utf8') ? known.scenario : undefined;
  } catch {
    return undefined;
  }
}

let read: EvaluatedScenarios | undefined;

function readEvaluated(): EvaluatedScenarios {
  read ??= parse(readFileSync(evaluated, 'utf8'));
  return read;
}

/** Written by the build of this very package. */
function parse(text: string): EvaluatedScenarios {
  return JSON.parse(text);
}
