import { spawnSync } from 'node:child_process';
import type { ExecutionContext } from 'ava';
import { skipLoudly } from '../../support/skip-loudly.ts';
import type { ExpositionFormat } from '../../../src/base/exposition/exposition-page.ts';

/** What prometheus_client makes of a page: its families, or why it does not take it. */
export interface OracleAnswer {
  readonly error?: string;
  readonly families?: readonly {
    readonly name: string;
    readonly type: string;
    readonly help: string;
    readonly unit: string;
    readonly samples: readonly OracleSample[];
  }[];
}

export interface OracleSample {
  readonly name: string;
  readonly labels: readonly (readonly [string, string])[];
  readonly value: number | string;
  readonly timestamp: number | string | null;
  readonly exemplar?: readonly [
    labels: readonly (readonly [string, string])[],
    value: number | string,
    timestamp: number | string | null,
  ];
}

const python = '/usr/bin/python3';

/** Skips loudly without Debian's python3-prometheus-client, or fails where everything is required. */
export function hasPrometheusClient(t: ExecutionContext): boolean {
  if (spawnSync(python, ['-c', 'import prometheus_client']).status === 0) return true;
  skipLoudly(t, "no prometheus_client (Debian's python3-prometheus-client)");
  return false;
}

/** Asks Python's prometheus_client about pages. */
export function askPrometheusClient(
  format: ExpositionFormat,
  pages: readonly string[],
): readonly OracleAnswer[] {
  const input = pages.map((text) => `${JSON.stringify({ format, text })}\n`).join('');
  const { stdout } = spawnSync(python, ['test/base/exposition/oracle.py'], {
    input,
    maxBuffer: 2 ** 30,
    encoding: 'utf8',
  });
  return stdout
    .trim()
    .split('\n')
    .map((line): OracleAnswer => JSON.parse(line));
}

/** Whether Prometheus's own reader takes a page in the text format; what its linter says does not count. */
export function promtoolTakes(page: string): boolean {
  return spawnSync('promtool', ['check', 'metrics'], { input: page }).status !== 1;
}
