import { resolve } from 'node:path';
import { Command } from 'commander';
import type { TraceLabel } from '../../live/trace/trace.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';

interface FleetFlags extends ForceFlag {
  readonly out: string;
  readonly seed: number;
  readonly failures: number;
  readonly healthy: number;
  readonly noise?: readonly string[];
}

const most = 100_000;

/** `mapswell fleet`: labelled traces of maps under traffic. */
export function fleetCommand(context: CliContext): Command {
  return addForceFlag(new Command('fleet'))
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

async function runFleet(flags: FleetFlags, context: CliContext): Promise<void> {
  const [{ collectTraces, traceFiles }, { drawFleet, planFleet }, { traceFileName, writeFleet }] =
    await Promise.all([
      import('../../live/trace/collect-traces.ts'),
      import('../../live/calibrate/fleet/make-fleet.ts'),
      import('../../live/calibrate/fleet/write-fleet.ts'),
    ]);
  const { seed, failures, healthy } = flags;
  const paths = (flags.noise ?? []).map((path) => resolve(context.cwd, path));
  const files = planFleet({ failures, healthy }).map(
    ({ id }) => [traceFileName(id), fileKinds.generatedTrace] as const,
  );
  const outputs = new Outputs(context, traceFiles(paths), flags);
  const folder = await outputs.folder('--out', flags.out, {
    ...Object.fromEntries(files),
    'fleet.json': fileKinds.fleet,
  });
  const noise = paths.length === 0 ? [] : await collectTraces(paths);
  const origin = { seed, noise: noise.map(({ id }) => id) };
  const written = await writeFleet(folder, origin, drawFleet({ seed, failures, healthy, noise }));
  context.stdout.write(fleetText(flags.out, written));
}

function fleetText(folder: string, fleet: readonly Partial<TraceLabel>[]): string {
  const counts = new Map<string, number>();
  for (const { kind = 'healthy' } of fleet) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => `${count} ${kind}`);
  return `${fleet.length} traces in ${folder}: ${parts.join(', ')}\n`;
}
