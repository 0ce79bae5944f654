import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a fuzz is asked to do, and as whom. */
export interface FuzzPlan {
  readonly seed: number;
  readonly inputs: number;
  /** From the first trial that ended: a busy machine takes long to start a process. */
  readonly seconds: number;
  /** Without it, the user who runs it, who must not be root. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** What came of it. */
export interface FuzzFigures {
  readonly tried: number;
  readonly byKind: Readonly<Record<string, number>>;
  readonly byExitCode: Readonly<Record<string, number>>;
  /** Ended from outside, because they computed on. */
  readonly ended: readonly string[];
  /** Exit codes 70 and processes that died, with what they said. */
  readonly defects: readonly string[];
  /** Files of the user that a command changed. */
  readonly harmed: readonly string[];
}

interface Line {
  readonly number: number;
  readonly argv: readonly string[];
  readonly kind?: string;
  readonly exitCode?: number;
  readonly harmed?: readonly string[];
  readonly said?: string;
}

const patienceMs = 20_000;
const script = fileURLToPath(new URL('fuzz-process.js', import.meta.url));

/** Tries inputs one after the other in a folder of its own, in processes without rights. */
export async function runFuzz(plan: FuzzPlan): Promise<FuzzFigures> {
  if (plan.user === undefined && process.getuid?.() === 0)
    throw new Error('expected a user without rights for a fuzz, got root');
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-fuzz-'));
  if (plan.user !== undefined) chownSync(folder, plan.user.uid, plan.user.gid);
  const tally = new Tally();
  try {
    let next = 0;
    while (next < plan.inputs && tally.seconds < plan.seconds)
      next = await runProcess(plan, folder, next, tally);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tally.figures();
}

/** One process, until it dies or all is done; the number of the next input. */
async function runProcess(
  plan: FuzzPlan,
  folder: string,
  first: number,
  tally: Tally,
): Promise<number> {
  const child = spawn(process.execPath, [script, String(plan.seed), String(first)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: '', HOME: folder, TMPDIR: folder },
    ...plan.user,
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors = (errors + String(chunk)).slice(-2000)));
  let begun: Line = { number: first, argv: [] };
  let next = first;
  let isEnough = false;
  let isKilled = false;
  const kill = (): void => {
    isKilled = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(kill, 10 * patienceMs);
  for await (const text of createInterface({ input: child.stdout })) {
    const line: Line = JSON.parse(text);
    clearTimeout(timer);
    timer = setTimeout(kill, patienceMs);
    if (line.exitCode === undefined) {
      begun = line;
      continue;
    }
    tally.add(line);
    next = line.number + 1;
    if (next < plan.inputs && tally.seconds < plan.seconds) continue;
    isEnough = true;
    child.kill('SIGKILL');
    break;
  }
  clearTimeout(timer);
  if (isEnough) return next;
  tally.addDeath(begun, isKilled ? null : errors);
  return begun.number + 1;
}

class Tally {
  readonly #byKind: Record<string, number> = {};
  readonly #byExitCode: Record<string, number> = {};
  readonly #ended: string[] = [];
  readonly #defects: string[] = [];
  readonly #harmed: string[] = [];
  #tried = 0;
  #beganMs: number | null = null;

  /** Since the first trial had ended. */
  get seconds(): number {
    return this.#beganMs === null ? 0 : (performance.now() - this.#beganMs) / 1000;
  }

  add({ number, kind = '', argv, exitCode = 70, harmed = [], said = '' }: Line): void {
    this.#tried++;
    this.#beganMs ??= performance.now();
    this.#byKind[kind] = (this.#byKind[kind] ?? 0) + 1;
    this.#byExitCode[exitCode] = (this.#byExitCode[exitCode] ?? 0) + 1;
    const line = `${number}: ${wordsOf(argv)}`;
    if (![0, 1, 2, 3, 130].includes(exitCode)) this.#defects.push(`${line}: ${exitCode}: ${said}`);
    for (const file of harmed) this.#harmed.push(`${line}: ${file}`);
  }

  /** @param errors `null` where it was ended from outside */
  addDeath({ number, argv }: Line, errors: string | null): void {
    this.#tried++;
    this.#beganMs ??= performance.now();
    const line = `${number}: ${wordsOf(argv)}`;
    if (errors === null) this.#ended.push(line);
    else this.#defects.push(`${line}: died: ${errors}`);
  }

  figures(): FuzzFigures {
    return {
      tried: this.#tried,
      byKind: this.#byKind,
      byExitCode: this.#byExitCode,
      ended: this.#ended,
      defects: this.#defects,
      harmed: this.#harmed,
    };
  }
}

function wordsOf(argv: readonly string[]): string {
  return argv.map((word) => JSON.stringify(word.slice(0, 60))).join(' ');
}
