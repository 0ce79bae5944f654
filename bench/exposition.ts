import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExpositionFormat } from '../src/base/exposition/exposition-page.ts';
import { parseExposition } from '../src/base/exposition/parse-exposition.ts';

const bytes = 10_000_000;
const rounds = 5;

/**
 * CPU time for a page of 10 MB in each format, beside Python's prometheus_client on the same page, each
 * in a fresh process (aim: below a second).
 */
export async function run(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'mapswell-exposition-'));
  try {
    const lines = [
      `a page of ${bytes / 1e6} MB, CPU ms of ${rounds} fresh processes, least to most`,
    ];
    for (const format of ['text', 'openmetrics'] as const) {
      const path = join(folder, format);
      writeFileSync(path, makePage(format));
      const own = [];
      const peer = [];
      for (let round = 0; round < rounds; round++) {
        own.push(cpuMs(process.execPath, [import.meta.filename, path, format]));
        peer.push(cpuMs('/usr/bin/python3', ['-c', python, path, format]));
      }
      lines.push(`${format.padEnd(12)} mapswell ${range(own)}   prometheus_client ${range(peer)}`);
    }
    return lines.join('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function makePage(format: ExpositionFormat): string {
  const total = format === 'text' ? '_total' : '';
  const lines: string[] = [];
  let length = 0;
  for (let family = 0; length < bytes; family++) {
    const name = `app_requests_${family}`;
    const from = lines.length;
    lines.push(`# HELP ${name}${total} Requests served by path`, `# TYPE ${name}${total} counter`);
    for (let path = 0; path < 200; path++)
      lines.push(
        `${name}_total{path="/api/v1/users/${path}",method="GET",status="200"} ${path * 17.5}`,
      );
    for (const line of lines.slice(from)) length += line.length + 1;
  }
  return `${lines.join('\n')}\n${format === 'text' ? '' : '# EOF\n'}`;
}

const python = `
import sys, time
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as text
page = open(sys.argv[1]).read()
began = time.process_time()
for family in (text if sys.argv[2] == "text" else openmetrics)(page): pass
print((time.process_time() - began) * 1000)`;

/** \`NaN\` where the program is not there. */
function cpuMs(program: string, args: readonly string[]): number {
  return Number.parseFloat(spawnSync(program, args, { encoding: 'utf8' }).stdout);
}

function range(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return `${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)}`;
}

/** As a program of its own: reads the page of a path, and prints what that cost. */
async function measure(path: string, format: string): Promise<void> {
  const { readFileSync } = await import('node:fs');
  const page = readFileSync(path, 'utf8');
  const before = process.cpuUsage();
  parseExposition(page, format === 'text' ? 'text' : 'openmetrics');
  const { user, system } = process.cpuUsage(before);
  process.stdout.write(`${(user + system) / 1000}\n`);
}

const [, program, path = '', format = ''] = process.argv;
if (program === import.meta.filename) await measure(path, format);
