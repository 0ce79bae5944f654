import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { modelFacts } from '../../maps/model/model-facts.ts';
import type { PlanRequest } from '../../maps/model/size/growth-plan.ts';
import { type MapModel, isMapModel, mapModels } from '../../maps/model/map-model.ts';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { ProcessRequest } from '../../maps/model/plan/plan-process.ts';
import type { CliContext } from '../cli-io.ts';
import { addPayloadFlags, type PayloadFlags } from '../flags/payload-flags.ts';

interface PlanFlags extends PayloadFlags {
  readonly map: MapModel;
  readonly compare?: readonly MapModel[];
  readonly key?: string;
  readonly value?: string;
  readonly entries?: number;
  readonly hint: number;
  readonly limit?: number;
  readonly gogc?: number;
  readonly gomemlimit?: number;
  readonly nodeVersion?: number;
  readonly nodeArguments?: string;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell plan --map go1.22 --key int64 --value int64 --entries 1e6
  $ mapswell plan --key string --key-bytes 40 --value '[]byte' --value-bytes 512 --entries 1e6 --limit 1GiB
  $ mapswell plan --map v8 --key 'string(36)' --value smi --entries 3e6 --limit 512MiB
  $ mapswell plan --compare go1.22,go1.27,v8 --key int64 --value int64 --entries 1e6

Types are Go's: int64, string, [32]byte, *int, struct { a int64; b string }; a length may stand behind
a string or a slice, as in string(36). For v8, values of JavaScript may be described: smi (a small
integer), double, string(36), utf16(20), { id: smi, name: string(20) }, smi[10], Buffer(512). With a
limit, the answer is for a process that does nothing but fill the map. A limit that does not fit is an
answer: exit code 0.`;

/** `mapswell plan`: the size calculator. */
export function planCommand(context: CliContext): Command {
  const command = new Command('plan')
    .description('Compute when a map grows, what it holds, and whether it fits a limit')
    .addOption(
      new Option('--map <model>', 'which map').choices(mapModels).default('go1.22' as const),
    )
    .addOption(
      new Option('--compare <models>', 'several maps instead, such as go1.22,go1.27,v8')
        .argParser(parseModels)
        .conflicts('map'),
    )
    .option('--key <type>', 'key type (required)')
    .option('--value <type>', 'value type (required)')
    .option('--entries <count>', 'distinct keys to insert (required)', (text) =>
      parseCount(text, '--entries', { max: 1e12 }),
    )
    .option(
      '--hint <count>',
      'size hint passed to make',
      (text) => parseCount(text, '--hint', { max: 1e12 }),
      0,
    )
    .option('--limit <bytes>', 'memory that the process may take, such as 2GiB', (text) =>
      parseBytes(text, '--limit'),
    );
  return addPayloadFlags(command, context.cwd)
    .option('--gogc <percent>', 'GOGC of a Go process (default: 100)', (text) =>
      parseCount(text, '--gogc', { min: 1, max: 1e6 }),
    )
    .option('--gomemlimit <bytes>', 'GOMEMLIMIT of a Go process', (text) =>
      parseBytes(text, '--gomemlimit'),
    )
    .option('--node-version <major>', 'version of a Node.js process (default: this one)', (text) =>
      parseCount(text, '--node-version', { min: 20, max: 26 }),
    )
    .option(
      '--node-arguments <flags>',
      'flags of a Node.js process, such as --max-old-space-size=400',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: PlanFlags) => runPlan(flags, context));
}

async function runPlan(flags: PlanFlags, { stdout }: CliContext): Promise<void> {
  const { planGrowth } = await import('../../maps/model/plan/plan-growth.ts');
  if (flags.compare === undefined) {
    const request = requestFor(flags, flags.map);
    const plan = planGrowth(request);
    const { planProcess } = await import('../../maps/model/plan/plan-process.ts');
    const answer = planProcess(processRequest(flags, request), plan);
    if (flags.json === true) {
      // A program that reads only `fits` must not take the table for the process.
      const fits = answer.verdict === null ? plan.fits : answer.verdict === 'fits';
      stdout.write(toJson({ ...plan, fits, process: answer }));
      return;
    }
    const [{ planText }, { processPlanSentences }] = await Promise.all([
      import('../text/plan-text.ts'),
      import('../text/process-plan-text.ts'),
    ]);
    const sentences = processPlanSentences(answer, plan, processRequest(flags, request));
    stdout.write(planText(plan, sentences));
    return;
  }
  const requests = flags.compare.map((map) => requestFor(flags, map));
  const plans = requests.map(planGrowth);
  if (flags.json === true) {
    stdout.write(toJson({ plans }));
    return;
  }
  const { growthCurve } = await import('../../maps/model/plan/growth-curve.ts');
  const { planComparisonText } = await import('../text/plan-comparison-text.ts');
  const columns = Math.max(20, Math.min(72, (stdout.columns ?? 80) - 14));
  const curves = requests.map((request, index) =>
    growthCurve({ ...request, entries: plans[index]?.entries ?? request.entries }, columns),
  );
  stdout.write(
    planComparisonText(plans.map((plan, index) => ({ plan, curve: curves[index] ?? [] }))),
  );
}

function requestFor(flags: PlanFlags, map: MapModel): PlanRequest {
  const key = given(flags.key, '--key <type>');
  const value = given(flags.value, '--value <type>');
  const entries = given(flags.entries, '--entries <count>');
  // Beside maps that take a hint, one that takes none is compared without.
  const hint = !modelFacts(map).takesHint && flags.compare !== undefined ? 0 : flags.hint;
  return { map, key, value, entries, hint, limitBytes: flags.limit ?? null };
}

function processRequest(flags: PlanFlags, request: PlanRequest): ProcessRequest {
  return {
    ...request,
    keySizes: flags.keyBytes ?? null,
    valueSizes: flags.valueBytes ?? null,
    go: { gogc: flags.gogc ?? 100, memoryLimitBytes: flags.gomemlimit ?? null },
    nodeMajor: flags.nodeVersion ?? Number(process.versions.node.split('.')[0]),
    nodeArguments: (flags.nodeArguments ?? '').split(' ').filter((word) => word !== ''),
  };
}

/** Commander would complain of a missing flag before it names the misspelt one. */
function given<T>(value: T | undefined, flag: string): T {
  if (value !== undefined) return value;
  throw new SandboxError('usage', `expected the flag ${flag}; see mapswell plan --help`);
}

function parseModels(text: string): MapModel[] {
  const models = new Set<MapModel>();
  for (const name of text.split(',')) {
    const model = name.trim();
    if (!isMapModel(model)) {
      throw new InvalidArgumentError(`Allowed are ${mapModels.join(', ')}, with commas between.`);
    }
    models.add(model);
  }
  return [...models];
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
