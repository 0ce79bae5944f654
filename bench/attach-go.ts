// What attaching to a Go process costs: the looks themselves on a heap of 1.5 GB with 10,000 maps, and
// the program that is looked at, in operations per CPU second beside a control that nobody looks at.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openGoProcess } from '../src/live/attach/go/open-go-process.ts';
import { identifyProcess } from '../src/live/attach/proc/process-identity.ts';
import { median } from '../src/base/stats/median.ts';

const versions = ['1.22', '1.27'];
const alternations = 20;
const windowMs = 2000;
const scanEveryMs = 1000;

interface Cost {
  readonly cpuMs: number;
  readonly reads: number;
  readonly megabytes: number;
}

interface Costs {
  readonly maps: number;
  readonly open: Cost;
  readonly first: Cost;
  readonly scans: readonly Cost[];
  readonly looks: readonly Cost[];
  readonly peakMegabytes: number;
}

export async function run(): Promise<string> {
  const folder = process.env['MAPSWELL_GO_FOLDER'];
  if (folder === undefined) return 'not run: set MAPSWELL_GO_FOLDER';
  const work = mkdtempSync(join(tmpdir(), 'mapswell-bench-'));
  try {
    const lines: string[] = [];
    for (const version of versions) {
      const program = build(join(folder, version, 'bin', 'go'), work, version);
      lines.push(...(await costs(program, version)), await influence(program));
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

async function start(program: string, words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child;
}

async function costs(program: string, version: string): Promise<readonly string[]> {
  const words = ['-mode', 'lookup', '-heap', '1400', '-maps', '10000', '-seconds', '600'];
  const child = await start(program, words);
  try {
    const script = fileURLToPath(new URL('attach-go-process.js', import.meta.url));
    const output = execFileSync(process.execPath, [script, String(child.pid)], {
      encoding: 'utf8',
    });
    const found: Costs = JSON.parse(output);
    const middle = (all: readonly Cost[], figure: keyof Cost): number =>
      median(all.map((cost) => cost[figure]));
    const { open, first, scans, looks } = found;
    return [
      `go${version}, 1.5 GB, ${found.maps} maps; bounds: scan 300 ms, 40 MB, 2000 reads; look 5 ms; 200 MB`,
      `  open            ${text(open)}`,
      `  first scan      ${text(first)}`,
      `  scan, median    ${text({ cpuMs: middle(scans, 'cpuMs'), reads: middle(scans, 'reads'), megabytes: middle(scans, 'megabytes') })} (of ${scans.length})`,
      `  look, median    ${text({ cpuMs: middle(looks, 'cpuMs'), reads: middle(looks, 'reads'), megabytes: middle(looks, 'megabytes') })} (of ${looks.length})`,
      `  peak memory     ${found.peakMegabytes.toFixed(0)} MB`,
    ];
  } finally {
    child.kill('SIGKILL');
  }
}

function text({ cpuMs, reads, megabytes }: Cost): string {
  return `${cpuMs.toFixed(2)} ms CPU, ${reads} reads, ${megabytes.toFixed(1)} MB`;
}

/** Windows in turns: nobody looks, a scan a second, nobody looks again; the first and last are the control. */
async function influence(program: string): Promise<string> {
  const seconds = String(Math.ceil((alternations * 3 * windowMs) / 1000) + 60);
  const child = await start(program, [
    '-mode',
    'mixed',
    '-heap',
    '400',
    '-maps',
    '2000',
    '-seconds',
    seconds,
  ]);
  const attachment = openGoProcess(identifyProcess(child.pid ?? -1));
  try {
    const window = collector(child);
    const looked: number[] = [];
    const control: number[] = [];
    await attachment.discover();
    for (let turn = 0; turn < alternations; turn++) {
      const before = await window(null);
      const during = await window(() => attachment.discover());
      const after = await window(null);
      looked.push(during / ((before + after) / 2));
      control.push(after / before);
    }
    return `  operations per CPU second, a scan a second to none: ${median(looked).toFixed(3)}; A/A control ${median(control).toFixed(3)} (medians of ${alternations})`;
  } finally {
    await attachment.close();
    child.kill('SIGKILL');
  }
}

/** Operations per µs of the program's CPU in a window. */
function collector(child: ChildProcess): (look: (() => unknown) | null) => Promise<number> {
  const samples: { operations: number; cpuUs: number }[] = [];
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, operations = '', cpuUs = ''] = line.split(' ');
      samples.push({ operations: Number(operations), cpuUs: Number(cpuUs) });
    });
  }
  return async (look) => {
    await wait(300);
    samples.length = 0;
    for (let passed = 0; passed < windowMs; passed += scanEveryMs) {
      await look?.();
      await wait(scanEveryMs);
    }
    const operations = samples.slice(1).reduce((sum, sample) => sum + sample.operations, 0);
    return operations / ((samples.at(-1)?.cpuUs ?? 0) - (samples[0]?.cpuUs ?? 0));
  };
}
