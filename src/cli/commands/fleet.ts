import { resolve } from 'node:path';
import type { Trace, TraceLabel } from '../../live/trace/trace.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { count, repeated, required, textFlag, valueFlag, word } from '../flags/flag.ts';

const atMost = count({ max: 100_000 });

/** `mapswell fleet`: labelled traces of maps under traffic. */
export const fleetCommand: CommandBuilder = defineCommand(
  {
    name: 'fleet',
    summary: 'Generate labelled traces: maps that exhaust their memory, and healthy ones',
    flags: {
      out: required(textFlag('<folder>', 'folder to write, one CSV file a series and fleet.json')),
      seed: valueFlag('<number>', 'same seed, same bytes', count(), 1),
      failures: valueFlag(
        '<count>',
        'series that end in exhaustion, a third each by slow leak, fast leak and doubling',
        atMost,
        210,
      ),
      healthy: valueFlag('<count>', 'series that hover high and stay well', atMost, 210),
      deployments: valueFlag(
        '<count>',
        'services that are deployed once or twice a day, and as many that fail while they warm up',
        atMost,
        0,
      ),
      noise: repeated(
        '<paths...>',
        'recorded traces (files, folders) whose noise is resampled',
        word,
      ),
    },
    writesFiles: true,
    reads: async ({ noise }, { cwd }) => {
      const { traceFiles } = await import('../../live/trace/collect-traces.ts');
      return traceFiles(noise.map((path) => resolve(cwd, path)));
    },
  },
  async (request, { cwd }, outputs) => {
    const { out, seed, failures, healthy, deployments, noise: paths } = request;
    const [
      { collectTraces },
      { drawFleet, planFleet },
      { deploymentIds, drawDeploymentSeries },
      { traceFileName, writeFleet },
    ] = await Promise.all([
      import('../../live/trace/collect-traces.ts'),
      import('../../live/calibrate/fleet/make-fleet.ts'),
      import('../../live/calibrate/fleet/deployments.ts'),
      import('../../live/calibrate/fleet/write-fleet.ts'),
    ]);
    const ids = [
      ...planFleet({ failures, healthy }).map(({ id }) => id),
      ...deploymentIds(deployments),
    ];
    const files = ids.map((id) => [traceFileName(id), fileKinds.generatedTrace] as const);
    const folder = await outputs.folder('--out', out, {
      ...Object.fromEntries(files),
      'fleet.json': fileKinds.fleet,
    });
    const noise =
      paths.length === 0 ? [] : await collectTraces(paths.map((path) => resolve(cwd, path)));
    const origin = { seed, noise: noise.map(({ id }) => id) };
    return await writeFleet(folder, origin, allSeries());

    function* allSeries(): Generator<Trace> {
      yield* drawFleet({ seed, failures, healthy, noise });
      yield* drawDeploymentSeries(seed, deployments, noise);
    }
  },
  {
    print: (fleet, _context, { out }) => fleetText(out, fleet),
  },
);

function fleetText(folder: string, fleet: readonly Partial<TraceLabel>[]): string {
  const counts = new Map<string, number>();
  for (const { kind = 'healthy' } of fleet) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, traces]) => `${traces} ${kind}`);
  return `${fleet.length} traces in ${folder}: ${parts.join(', ')}\n`;
}
