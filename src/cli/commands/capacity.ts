import { type Guard, guardRule } from '../../maps/model/guards.ts';
import {
  defaultMapModel,
  isMapModel,
  type SizedModel,
  sizedModels,
} from '../../maps/model/map-model.ts';
import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { CapacityRequest } from '../../lab/run/capacity/capacity.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { bytes, choiceFlag, count, required, textFlag, valueFlag } from '../flags/flag.ts';
import { nodeArgumentsFlag } from '../flags/node-arguments-flag.ts';
import { parseGuard } from '../flags/parse-guard.ts';
import { parseRate } from '../flags/parse-rate.ts';
import { type PayloadFlags, payloadFlags, sizeFlagNames } from '../flags/payload-flags.ts';
import { chartColumns } from '../text/text-chart.ts';

/** `mapswell capacity`: how many entries fit into a limit, and what ends it. */
export const capacityCommand: CommandBuilder = defineCommand(
  {
    name: 'capacity',
    summary: 'Find how many entries fit into a memory limit, and what ends it',
    flags: {
      map: choiceFlag(
        '<model>',
        'which map: that of a version of Go, v8 for Node.js, a dict of Redis or Python',
        sizedModels,
        defaultMapModel,
      ),
      key: required(textFlag('<type>', 'key type')),
      value: required(textFlag('<type>', 'value type')),
      limit: required(valueFlag('<bytes>', 'memory for the process, such as 512MiB', bytes)),
      guard: valueFlag('<guard>', `what protects the map: ${guardRule()}`, parseGuard, 'none'),
      hint: valueFlag(
        '<count>',
        'size hint to try (default: those that the table suggests)',
        count({ min: 1, max: 1e12 }),
      ),
      ...payloadFlags,
      live: valueFlag(
        '<count>',
        'keep so many entries while others come and go, as a cache',
        count({ min: 1, max: 2 ** 31 }),
      ),
      churn: valueFlag(
        '<rate>',
        'entries that are replaced, such as 5000/s (with --live)',
        (text, { flag }) => parseRate(text, flag),
      ),
      go: textFlag('<path>', 'go command to build the real process with'),
      node: textFlag('<path>', 'node command to run the real process with (default: this one)'),
      nodeArguments: nodeArgumentsFlag,
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
  $ mapswell capacity --map v8 --key 'string(36)' --value smi --limit 512MiB
  $ mapswell capacity --key 'string(40)' --value '[]byte(512)' --limit 1GiB --live 500_000 --churn 2000/s

Maps are really filled, in processes of the sandbox: half a gigabyte takes about a minute. Types and
sizes are written as for "mapswell plan"; without sizes the answer is for the table alone. Go is
looked for as by "mapswell verify"; without it the cost of a Go process is computed and not measured.
Of redis7 and cpython3.11 nothing is filled: their tables are computed, and the answer is for them alone.
A small capacity is an answer: exit code 0.`,
  },
  async (asked, context) => {
    const { map } = asked;
    if (!isMapModel(map)) return await tableAnswer(asked);
    const request = requestOf({ ...asked, map }, context);
    const { requireOpenSizes } = await import('../../maps/model/payload/require-open-sizes.ts');
    requireOpenSizes(request, sizeFlagNames);
    const answer = await answerOf(asked, request);
    context.letGo();
    return answer;
  },
  {
    json: ({ answer }) => answer,
    print: async (answer, { stdout }) => {
      if (answer.kind === 'table') {
        const { tableCapacityText } = await import('../text/plan/table-capacity-text.ts');
        return tableCapacityText(answer.answer);
      }
      if (answer.kind === 'steady') {
        const { steadyText } = await import('../text/plan/steady-text.ts');
        return steadyText(answer.answer);
      }
      const { capacityText } = await import('../text/plan/capacity-text.ts');
      return capacityText(answer.answer, chartColumns(stdout));
    },
    documents: {
      out: {
        text: async (answer) => {
          if (answer.kind !== 'fill') return null;
          const { renderCapacity } = await import('../../report/capacity/render-capacity.ts');
          return await renderCapacity(answer.answer);
        },
      },
    },
  },
);

interface Asked extends PayloadFlags {
  readonly map: SizedModel;
  readonly key: string;
  readonly value: string;
  readonly limit: number;
  readonly guard: Guard;
  readonly hint: number | undefined;
  readonly live: number | undefined;
  readonly churn: number | undefined;
  readonly go: string | undefined;
  readonly node: string | undefined;
  readonly nodeArguments: readonly string[] | undefined;
  readonly out: string | undefined;
}

function requestOf(
  asked: Asked & Pick<CapacityRequest, 'map'>,
  { env, signal, stderr }: CliContext,
): CapacityRequest {
  const { map, key, value, limit, guard, hint, keyBytes, valueBytes, go, node, nodeArguments } =
    asked;
  return {
    map,
    key,
    value,
    limitBytes: limit,
    guard,
    keySizes: keyBytes ?? null,
    valueSizes: valueBytes ?? null,
    nodeArguments: nodeArguments ?? [],
    ...defined({ hint, goProgram: go, nodeProgram: node }),
    env,
    signal,
    onDoing: (doing) => {
      stderr.write(`${doing}\n`);
    },
  };
}

/** By its growth law, where nothing runs here that could be filled. */
async function tableAnswer(asked: Asked) {
  const { map, key, value, limit, guard, hint = 0 } = asked;
  const { live, churn, go, node, nodeArguments, out, keyBytes, valueBytes } = asked;
  const flags = {
    live,
    churn,
    go,
    node,
    'node-arguments': nodeArguments,
    out,
    'key-bytes': keyBytes,
    'value-bytes': valueBytes,
  };
  for (const [flag, given] of Object.entries(flags))
    if (given !== undefined)
      throw new SandboxError(
        'usage',
        `expected --${flag} beside a map that can be filled here, got it beside --map ${map}, which is a model of size alone`,
      );
  const { tableCapacity } = await import('../../maps/model/plan/table-capacity.ts');
  const answer = tableCapacity({ map, key, value, guard, hint, limitBytes: limit });
  return { kind: 'table', answer } as const;
}

async function answerOf({ live, churn, hint, out }: Asked, request: CapacityRequest) {
  if (live === undefined) {
    if (churn !== undefined) throw new SandboxError('usage', 'expected --churn beside --live only');
    const { findCapacity } = await import('../../lab/run/capacity/find-capacity.ts');
    return { kind: 'fill', answer: await findCapacity(request) } as const;
  }
  for (const [flag, given] of Object.entries({ hint, out }))
    if (given !== undefined)
      throw new SandboxError('usage', `expected --${flag} without --live, got both`);
  const { steadyCapacity } = await import('../../lab/run/capacity/steady-capacity.ts');
  const steady = { live, churnPerSecond: churn ?? null };
  return { kind: 'steady', answer: await steadyCapacity(request, steady) } as const;
}
