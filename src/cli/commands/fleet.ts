import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Trace } from '../../live/trace/trace.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import type { CliContext } from '../cli-io.ts';

interface FleetFlags {
  readonly out: string;
  readonly seed: number;
  readonly failures: number;
  readonly healthy: number;
  readonly noise?: readonly string[];
}

const most = 100_000;

/** `mapswell fleet`: labelled traces of maps under traffic. */
export function fleetCommand(context: CliContext): Command {
  return new Command('fleet')
    .description('Generate labelled traces: maps that exhaust their memory, and healthy ones')
    .requiredOption('--out <folder>', 'folder to write, one CSV file a series and fleet.json')
    .option('--seed <number>', 'same seed, same bytes', (text) => parseCount(text, '--seed'), 1)
    .option(
      '--failures <count>',
      'series that end in exhaustion, a third each by slow leak, fast leak and doubling',
      (text) => parseCount(text, '--failures', { max: most }),
      210,
    )
    .option(
      '--healthy <count>',
      'series that hover high and stay well',
      (text) => parseCount(text, '--healthy', { max: most }),
      210,
    )
    .option('--noise <paths...>', 'recorded traces (files, folders) whose noise is resampled')
    .action((flags: FleetFlags) => runFleet(flags, context));
}

async function runFleet(flags: FleetFlags, { cwd, stdout }: CliContext): Promise<void> {
  const { collectTraces } = await import('../../live/trace/collect-traces.ts');
  const { makeFleet } = await import('../../live/calibrate/fleet/make-fleet.ts');
  const { writeFleet } = await import('../../live/calibrate/fleet/write-fleet.ts');
  const paths = (flags.noise ?? []).map((path) => resolve(cwd, path));
  const noise = paths.length === 0 ? [] : await collectTraces(paths);
  const { seed, failures, healthy } = flags;
  const fleet = makeFleet({ seed, failures, healthy, noise });
  const folder = resolve(cwd, flags.out);
  await writeFleet(folder, { seed, noise: noise.map(({ id }) => id) }, fleet);
  stdout.write(fleetText(flags.out, fleet));
}

function fleetText(folder: string, fleet: readonly Trace[]): string {
  const counts = new Map<string, number>();
  for (const { label } of fleet) {
    const kind = label?.kind ?? 'healthy';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const parts = [...counts].map(([kind, count]) => `${count} ${kind}`);
  return `${fleet.length} traces in ${folder}: ${parts.join(', ')}\n`;
}
