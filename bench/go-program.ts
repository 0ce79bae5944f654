import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A compiled Go program. */
export interface GoProgram {
  /** Runs it with arguments; what it printed. */
  readonly run: (...words: readonly string[]) => string;
  readonly remove: () => void;
}

/**
 * Compiles `bench/go/NAME.go` with the Go of the environment variable GO, or of the path, in a folder
 * of its own; `null` where there is no Go.
 */
export function buildGoProgram(name: string): GoProgram | null {
  const go = process.env['GO'] ?? 'go';
  if (spawnSync(go, ['version']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-'));
  const source = fileURLToPath(new URL(`../../bench/go/${name}.go`, import.meta.url));
  const program = join(folder, name);
  copyFileSync(source, join(folder, 'main.go'));
  const built = spawnSync(go, ['build', '-o', program, 'main.go'], { cwd: folder });
  if (built.status !== 0) throw new Error(`go build ${name}.go: ${built.stderr.toString()}`);
  return {
    run: (...words) => spawnSync(program, words, { encoding: 'utf8' }).stdout,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
