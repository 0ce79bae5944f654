import { mapModels } from '../../maps/model/map-model.ts';
import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { type CommandBuilder, onTerminal } from '../cli-io.ts';
import { defineCommand } from '../define-command.ts';
import { bytes, choiceFlag, count, required, textFlag, valueFlag } from '../flags/flag.ts';
import { chartColumns } from '../text/text-chart.ts';

/** `mapswell capacity`: how many entries fit into a limit, and what ends it. */
export const capacityCommand: CommandBuilder = defineCommand(
  {
    name: 'capacity',
    summary: 'Find how many entries fit into a memory limit, and what ends it',
    flags: {
      map: choiceFlag('<model>', 'which map', mapModels, 'go1.22'),
      key: required(textFlag('<type>', 'key type')),
      value: required(textFlag('<type>', 'value type')),
      limit: required(valueFlag('<bytes>', 'memory for the map, such as 512MiB', bytes)),
      hint: valueFlag(
        '<count>',
        'size hint to try (default: those that the table suggests)',
        count({ min: 1, max: 1e12 }),
      ),
      keyBytes: valueFlag(
        '<count>',
        'bytes of a string key (default: 16)',
        count({ min: 1, max: 4096 }),
      ),
      go: textFlag('<path>', 'go command to build the real process with'),
    },
    files: {
      out: {
        value: '<file>',
        summary: 'also write the answer with its chart, as HTML; - is standard output',
        kind: fileKinds.capacityPage,
      },
    },
    notes: `
Examples:
  $ mapswell capacity --map go1.22 --key string --value int64 --limit 512MiB
  $ mapswell capacity --map go1.27 --key int64 --value '[64]byte' --limit 256MiB --hint 1e6
  $ mapswell capacity --key int64 --value int64 --limit 64MiB --out capacity.html

Maps are really filled, in processes of the sandbox: half a gigabyte takes about a minute. Go is
looked for as by "mapswell verify"; without it the cost of a Go process is computed and not measured.
A small capacity is an answer: exit code 0.`,
  },
  async ({ map, key, value: valueType, limit, hint, keyBytes, go }, context) => {
    const { findCapacity } = await import('../../lab/run/capacity/find-capacity.ts');
    const capacity = await findCapacity({
      map,
      key,
      value: valueType,
      limitBytes: limit,
      ...defined({ hint, keyBytes, goProgram: go }),
      env: context.env,
      signal: context.signal,
      onDoing: onTerminal(context.stderr),
    });
    context.letGo();
    return capacity;
  },
  {
    json: (capacity) => capacity,
    print: async (capacity, { stdout }) => {
      const { capacityText } = await import('../text/capacity-text.ts');
      return capacityText(capacity, chartColumns(stdout));
    },
    documents: {
      out: {
        text: async (capacity) => {
          const { renderCapacity } = await import('../../report/capacity/render-capacity.ts');
          return await renderCapacity(capacity);
        },
      },
    },
  },
);
