import process from 'node:process';
import type { SizedSpec } from '../../maps/model/map-spec.ts';
import { modelFacts } from '../../maps/model/model-facts.ts';
import { type Guard, guardRule } from '../../maps/model/guards.ts';
import type { PlanRequest } from '../../maps/model/size/growth-plan.ts';
import {
  defaultMapModel,
  isSizedModel,
  type SizedModel,
  sizedModels,
} from '../../maps/model/map-model.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { ProcessRequest } from '../../maps/model/plan/plan-process.ts';
import type { CliContext, CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import {
  apartFrom,
  bytes,
  choiceFlag,
  count,
  type FlagPlace,
  required,
  textFlag,
  valueFlag,
} from '../flags/flag.ts';
import { nodeArgumentsFlag } from '../flags/node-arguments-flag.ts';
import { parseGuard } from '../flags/parse-guard.ts';
import { type PayloadFlags, payloadFlags, sizeFlagNames } from '../flags/payload-flags.ts';
import { chartColumns } from '../text/text-chart.ts';

/** `mapswell plan`: the size calculator. */
export const planCommand: CommandBuilder = defineCommand(
  {
    name: 'plan',
    summary: 'Compute when a map grows, what it holds, and whether it fits a limit',
    flags: {
      map: choiceFlag(
        '<model>',
        'which map: that of a version of Go, v8 for Node.js, a dict of Redis or Python',
        sizedModels,
        defaultMapModel,
      ),
      compare: apartFrom(
        valueFlag('<models>', 'several maps instead, such as go1.22,v8,redis7', models),
        'map',
      ),
      key: required(textFlag('<type>', 'key type')),
      value: required(textFlag('<type>', 'value type')),
      entries: required(valueFlag('<count>', 'distinct keys to insert', count({ max: 1e12 }))),
      hint: valueFlag('<count>', 'size hint passed to make', count({ max: 1e12 }), 0),
      guard: valueFlag('<guard>', `what protects the map: ${guardRule()}`, parseGuard, 'mutex'),
      limit: valueFlag('<bytes>', 'memory that the process may take, such as 2GiB', bytes),
      ...payloadFlags,
      gogc: valueFlag('<percent>', 'GOGC of a Go process', count({ min: 1, max: 1e6 }), 100),
      gomemlimit: valueFlag('<bytes>', 'GOMEMLIMIT of a Go process', bytes),
      nodeVersion: valueFlag(
        '<major>',
        'version of a Node.js process (default: this one)',
        count({ min: 20, max: 26 }),
      ),
      nodeArguments: nodeArgumentsFlag,
    },
    notes: `
Examples:
  $ mapswell plan --map go1.22 --key int64 --value int64 --entries 1e6
  $ mapswell plan --key string --key-bytes 40 --value '[]byte' --value-bytes 512 --entries 1e6 --limit 1GiB
  $ mapswell plan --map v8 --key 'string(36)' --value smi --entries 3e6 --limit 512MiB
  $ mapswell plan --compare go1.22,go1.27,v8,redis7 --key int64 --value int64 --entries 1e6
  $ mapswell plan --map redis7 --key string --value string --entries 67_108_864 --limit 2GiB

Types are Go's: int64, string, [32]byte, *int, struct { a int64; b string }; a length may stand behind
a string or a slice, as in string(36). For v8, values of JavaScript may be described: smi (a small
integer), double, string(36), utf16(20), { id: smi, name: string(20) }, smi[10], Buffer(512). Of redis7
and cpython3.11 the table alone is counted, with entries of any of these types. With a limit, the answer
is for a process that does nothing but fill the map. A limit that does not fit is an answer: exit code 0.`,
  },
  async (asked) =>
    asked.compare === undefined ? await one(asked) : await several(asked, asked.compare),
  {
    json: (answer) =>
      answer.kind === 'several'
        ? { plans: answer.plans }
        : { ...answer.plan, fits: answer.fits, process: answer.process },
    print: async (answer, { stdout }) =>
      answer.kind === 'one' ? await textOfOne(answer) : await textOfSeveral(answer, stdout),
  },
);

interface Asked extends PayloadFlags, Pick<SizedSpec, 'map' | 'key' | 'value' | 'hint'> {
  readonly entries: number;
  readonly guard: Guard;
  readonly limit: number | undefined;
  readonly gogc: number;
  readonly gomemlimit: number | undefined;
  readonly nodeVersion: number | undefined;
  readonly nodeArguments: readonly string[] | undefined;
}

async function one(asked: Asked) {
  const [{ planGrowth }, { planProcess }, { requireOpenSizes }] = await Promise.all([
    import('../../maps/model/plan/plan-growth.ts'),
    import('../../maps/model/plan/plan-process.ts'),
    import('../../maps/model/payload/require-open-sizes.ts'),
  ]);
  const request = processRequest(asked, requestFor(asked, asked.map, asked.hint));
  requireOpenSizes(request, sizeFlagNames);
  const plan = planGrowth(request);
  const answer = planProcess(request, plan);
  // A program that reads only `fits` must not take the table for the process.
  const fits = answer.verdict === null ? plan.fits : answer.verdict === 'fits';
  return { kind: 'one', request, plan, process: answer, fits } as const;
}

async function textOfOne({ request, plan, process: answer }: Awaited<ReturnType<typeof one>>) {
  const [{ planText }, { processPlanSentences }] = await Promise.all([
    import('../text/plan/plan-text.ts'),
    import('../text/plan/process-plan-text.ts'),
  ]);
  return planText(plan, processPlanSentences(answer, plan, request));
}

async function several(asked: Asked, maps: readonly SizedModel[]) {
  const { planGrowth } = await import('../../maps/model/plan/plan-growth.ts');
  // Beside maps that take a hint, one that takes none is compared without.
  const requests = maps.map((map) =>
    requestFor(asked, map, modelFacts(map).takesHint ? asked.hint : 0),
  );
  return { kind: 'several', requests, plans: requests.map(planGrowth) } as const;
}

async function textOfSeveral(
  { requests, plans }: Awaited<ReturnType<typeof several>>,
  stdout: CliContext['stdout'],
) {
  const { growthCurve } = await import('../../maps/model/plan/growth-curve.ts');
  const { planComparisonText } = await import('../text/plan/plan-comparison-text.ts');
  const columns = chartColumns(stdout);
  const curves = requests.map((request, index) =>
    growthCurve({ ...request, entries: plans[index]?.entries ?? request.entries }, columns),
  );
  return planComparisonText(plans.map((plan, index) => ({ plan, curve: curves[index] ?? [] })));
}

function requestFor(asked: Asked, map: SizedModel, hint: number): PlanRequest {
  const { key, value: valueType, entries, limit, guard } = asked;
  return { map, key, value: valueType, entries, hint, guard, limitBytes: limit ?? null };
}

function processRequest(asked: Asked, request: PlanRequest): ProcessRequest {
  return {
    ...request,
    keySizes: asked.keyBytes ?? null,
    valueSizes: asked.valueBytes ?? null,
    go: { gogc: asked.gogc, memoryLimitBytes: asked.gomemlimit ?? null },
    nodeMajor: asked.nodeVersion ?? Number(process.versions.node.split('.')[0]),
    nodeArguments: asked.nodeArguments ?? [],
  };
}

function models(given: string, { flag }: FlagPlace): readonly SizedModel[] {
  const names = given.split(',').map((name) => name.trim());
  const known = names.filter(isSizedModel);
  if (known.length === names.length) return [...new Set(known)];
  throw new SandboxError(
    'usage',
    `expected ${flag} to be some of ${sizedModels.join(', ')}, with commas between, got ${JSON.stringify(given)}`,
  );
}
