import process from 'node:process';
import { defaultMapModel, mapModels } from '../../maps/model/map-model.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { bytes, choiceFlag, valueFlag } from '../flags/flag.ts';

/** `mapswell workloads`: workloads that are known by a name, and what they take. */
export const workloadsCommand: CommandBuilder = defineCommand(
  {
    name: 'workloads',
    summary: 'List workloads by name (YCSB, 53 caches of Twitter), and which grow inside a limit',
    flags: {
      map: choiceFlag(
        '<model>',
        'which map: that of a version of Go, or v8 for Node.js',
        mapModels,
        defaultMapModel,
      ),
      limit: valueFlag('<bytes>', 'memory of the process', bytes, 2 ** 30),
    },
    notes: `
Examples:
  $ mapswell workloads --limit 1GiB
  $ mapswell workloads --map go1.27 --limit 4GiB --json

A scenario takes one by \`workload: 'twitter/cluster12'\` instead of phases. Live entries of a cache are its
published working set over its mean entry; the process holds map[string][]byte and nothing else. New keys come at
the published rate of first requests: where TTLs end sooner, the map stays at its live entries.`,
  },
  async ({ map, limit }) => {
    const [{ namedWorkloads }, { workloadCapacity }] = await Promise.all([
      import('../../lab/workload/named/named-workloads.ts'),
      import('../../lab/workload/named/workload-capacity.ts'),
    ]);
    const nodeMajor = Number(process.versions.node.split('.')[0]);
    const workloads = namedWorkloads.map((workload) =>
      workloadCapacity(workload, { map, limitBytes: limit, nodeMajor }),
    );
    return { map, limitBytes: limit, workloads };
  },
  {
    json: (list) => list,
    print: async (list) => {
      const { workloadsText } = await import('../text/lab/workloads-text.ts');
      return workloadsText(list);
    },
  },
);
