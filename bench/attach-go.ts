// Attaching to a Go program of 1.5 GB with 10,000 maps, and what it costs that program.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { openGoProcess } from '../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../src/live/attach/proc/process-identity.ts';
import { influence, influenceSeconds, lookCosts, startTarget } from './attach-costs.ts';

const versions = ['1.22', '1.27'];
/** Tables of 6 KiB in either family: a look between scans reads headers of maps of 4 KiB and more. */
const entriesPerMap = '200';

export async function run(): Promise<string> {
  const folder = process.env['MAPSWELL_GO_FOLDER'];
  if (folder === undefined) return 'not run: set MAPSWELL_GO_FOLDER';
  const work = mkdtempSync(join(tmpdir(), 'mapswell-bench-'));
  try {
    const lines: string[] = [];
    for (const version of versions) {
      const program = build(join(folder, version, 'bin', 'go'), work, version);
      lines.push(...(await costs(program, version)), await influenceOn(program));
    }
    return lines.join('\n');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function build(go: string, work: string, version: string): string {
  const program = join(work, `busy-${version}`);
  const source = fileURLToPath(
    new URL('../../test/fixtures/go-live/busy/main.go', import.meta.url),
  );
  copyFileSync(source, join(work, 'main.go'));
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOTOOLCHAIN: 'local',
    CGO_ENABLED: '0',
    GOFLAGS: '',
  };
  execFileSync(go, ['build', '-o', program, 'main.go'], { cwd: work, env });
  return program;
}

async function costs(program: string, version: string): Promise<readonly string[]> {
  const heap = ['-heap', '1400', '-maps', '10000', '-entries', entriesPerMap];
  const words = ['-mode', 'lookup', ...heap, '-seconds', '600'];
  const child = await startTarget(program, words);
  try {
    return lookCosts(
      'go',
      child,
      (maps) =>
        `go${version}, 1.5 GB, ${maps} maps; bounds: scan 300 ms, 40 MB, 2000 reads; look 5 ms; 200 MB`,
    );
  } finally {
    child.kill('SIGKILL');
  }
}

async function influenceOn(program: string): Promise<string> {
  const words = ['-mode', 'mixed', '-heap', '400', '-maps', '2000'];
  const child = await startTarget(program, [...words, '-seconds', String(influenceSeconds)]);
  const attachment = openGoProcess(identifyProcess(child.pid ?? -1));
  try {
    return await influence(child, () => attachment.discover());
  } finally {
    await attachment.close();
    child.kill('SIGKILL');
  }
}
