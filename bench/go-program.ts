import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../src/lab/subjects/go/cache-folder.ts';
import { findEveryGo } from '../src/lab/subjects/go/find-go.ts';
import { goEnvironment, type GoToolchain } from '../src/lab/subjects/go/go-toolchain.ts';
import type { MapModel } from '../src/maps/model/map-model.ts';
import { mapModels } from '../src/maps/model/map-model.ts';

/** A compiled Go program. */
export interface GoProgram {
  /** As in `go1.22.12`. */
  readonly version: string;
  /** The kernel's map of that version; of Go before 1.22, whose map is the same, that of 1.22. */
  readonly map: MapModel;
  /** Runs it with arguments; what it printed. */
  readonly run: (...words: readonly string[]) => string;
  readonly remove: () => void;
}

/** What to do where a bench has nothing to compare with. */
export const noGo =
  '  no Go found: set MAPSWELL_GO or MAPSWELL_GO_FOLDER, or install it, to compare with the real map\n';

/**
 * Compiles `bench/go/NAME.go` with every Go that there is, one of each minor version: MAPSWELL_GO,
 * those in MAPSWELL_GO_FOLDER and that on the path. Oldest first; none where there is no Go.
 */
export async function buildGoPrograms(name: string): Promise<readonly GoProgram[]> {
  const toolchains = await findEveryGo(process.env);
  return toolchains.map((go) => build(name, go));
}

function build(name: string, go: GoToolchain): GoProgram {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-bench-'));
  const source = fileURLToPath(new URL(`../../bench/go/${name}.go`, import.meta.url));
  const program = join(folder, name);
  copyFileSync(source, join(folder, 'main.go'));
  const built = spawnSync(go.program, ['build', '-o', program, 'main.go'], {
    cwd: folder,
    env: goEnvironment(process.env, go.root, cacheFolder(process.env)),
  });
  if (built.status !== 0)
    throw new Error(`${go.version} build ${name}.go: ${built.stderr.toString()}`);
  return {
    version: go.version,
    map: mapModels.find((model) => model === `go1.${go.minor}`) ?? 'go1.22',
    run: (...words) => spawnSync(program, words, { encoding: 'utf8' }).stdout,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
