import { Command, Option } from 'commander';
import { type MapModel, mapModels } from '../../maps/model/map-model.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CapacityRequest } from '../../lab/run/capacity/capacity.ts';
import type { CliContext } from '../cli-io.ts';
import { addForceFlag, type ForceFlag, Outputs } from '../outputs.ts';

interface CapacityFlags extends ForceFlag {
  readonly map: MapModel;
  readonly key?: string;
  readonly value?: string;
  readonly limit?: number;
  readonly hint?: number;
  readonly keyBytes?: number;
  readonly go?: string;
  readonly out?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell capacity --map go1.22 --key string --value int64 --limit 512MiB
  $ mapswell capacity --map go1.27 --key int64 --value '[64]byte' --limit 256MiB --hint 1e6
  $ mapswell capacity --key int64 --value int64 --limit 64MiB --out capacity.html

Maps are really filled, in processes of the sandbox: half a gigabyte takes about a minute. Go is
looked for as by "mapswell verify"; without it the cost of a Go process is computed and not measured.
A small capacity is an answer: exit code 0.`;

/** `mapswell capacity`: how many entries fit into a limit, and what ends it. */
export function capacityCommand(context: CliContext): Command {
  return addForceFlag(new Command('capacity'))
    .description('Find how many entries fit into a memory limit, and what ends it')
    .addOption(
      new Option('--map <model>', 'which map').choices(mapModels).default('go1.22' as const),
    )
    .option('--key <type>', 'key type (required)')
    .option('--value <type>', 'value type (required)')
    .option('--limit <bytes>', 'memory for the map, such as 512MiB (required)', (text) =>
      parseBytes(text, '--limit'),
    )
    .option('--hint <count>', 'size hint to try (default: those that the table suggests)', (text) =>
      parseCount(text, '--hint', { min: 1, max: 1e12 }),
    )
    .option('--key-bytes <count>', 'bytes of a string key (default: 16)', (text) =>
      parseCount(text, '--key-bytes', { min: 1, max: 4096 }),
    )
    .option('--go <path>', 'go command to build the real process with')
    .option('--out <file>', 'also write the answer with its chart, as HTML; - is standard output')
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: CapacityFlags) => runCapacity(flags, context));
}

async function runCapacity(flags: CapacityFlags, context: CliContext): Promise<void> {
  const { findCapacity } = await import('../../lab/run/capacity/find-capacity.ts');
  const request = requestOf(flags, context);
  const outputs = new Outputs(context, [], flags);
  const page =
    flags.out === undefined ? null : await outputs.file('--out', flags.out, fileKinds.capacityPage);
  if (flags.json === true) outputs.refuseBeside('--json');
  const capacity = await findCapacity(request);
  context.letGo();
  if (page !== null) {
    const { renderCapacity } = await import('../../report/capacity/render-capacity.ts');
    await page.write(await renderCapacity(capacity));
  }
  if (flags.json === true) context.stdout.write(`${JSON.stringify(capacity, null, 2)}\n`);
  else {
    const { capacityText } = await import('../text/capacity-text.ts');
    const columns = Math.max(20, Math.min(72, (context.stdout.columns ?? 80) - 14));
    outputs.sentences.write(capacityText(capacity, columns));
  }
}

function requestOf(flags: CapacityFlags, { env, signal, stderr }: CliContext): CapacityRequest {
  const { map, hint, keyBytes, go } = flags;
  return {
    map,
    key: given(flags.key, '--key <type>'),
    value: given(flags.value, '--value <type>'),
    limitBytes: given(flags.limit, '--limit <bytes>'),
    ...(hint === undefined ? {} : { hint }),
    ...(keyBytes === undefined ? {} : { keyBytes }),
    ...(go === undefined ? {} : { goProgram: go }),
    env,
    signal,
    onDoing: (doing) => {
      if (stderr.isTTY === true) stderr.write(`${doing}\n`);
    },
  };
}

/** Commander would complain of a missing flag before it names the misspelt one. */
function given<T>(value: T | undefined, flag: string): T {
  if (value !== undefined) return value;
  throw new SandboxError('usage', `expected the flag ${flag}; see mapswell capacity --help`);
}
