import { Command, InvalidArgumentError, Option } from 'commander';
import { modelFacts } from '../../maps/model/model-facts.ts';
import type { PlanRequest } from '../../maps/model/size/growth-plan.ts';
import { type MapModel, isMapModel, mapModels } from '../../maps/model/map-model.ts';
import { parseBytes } from '../../base/primitives/parse-bytes.ts';
import { parseCount } from '../../base/primitives/parse-count.ts';
import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { CliContext } from '../cli-io.ts';

interface PlanFlags {
  readonly map: MapModel;
  readonly compare?: readonly MapModel[];
  readonly key?: string;
  readonly value?: string;
  readonly entries?: number;
  readonly hint: number;
  readonly limit?: number;
  readonly json?: true;
}

const examples = `
Examples:
  $ mapswell plan --map go1.22 --key int64 --value int64 --entries 1e6
  $ mapswell plan --key string --value '[]byte' --entries 5_000_000 --limit 2GiB
  $ mapswell plan --compare go1.22,go1.27,v8 --key int64 --value int64 --entries 1e6

Types are Go's: int64, string, [32]byte, *int, struct { a int64; b string }. Bytes that a string, a
slice or a pointer points to are not the map's. A limit that does not fit is an answer: exit code 0.`;

/** `mapswell plan`: the size calculator. */
export function planCommand(context: CliContext): Command {
  return new Command('plan')
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
    .option('--limit <bytes>', 'memory that the map may take, such as 2GiB', (text) =>
      parseBytes(text, '--limit'),
    )
    .option('--json', 'print JSON')
    .addHelpText('after', examples)
    .action((flags: PlanFlags) => runPlan(flags, context));
}

async function runPlan(flags: PlanFlags, { stdout }: CliContext): Promise<void> {
  const { planGrowth } = await import('../../maps/model/plan/plan-growth.ts');
  if (flags.compare === undefined) {
    const plan = planGrowth(requestFor(flags, flags.map));
    const { planText } = await import('../text/plan-text.ts');
    stdout.write(flags.json === true ? toJson(plan) : planText(plan));
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
