import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { configSchema, limitsSchema } from '../src/lab/config/schema/config-schema.ts';
import { httpSchema, rateSchema } from '../src/lab/config/schema/load-schema.ts';
import { fieldSchemas } from '../src/lab/config/schema/field-schemas.ts';
import { scenarioSchema } from '../src/lab/config/schema/scenario-schema.ts';
import { distributionSchema } from '../src/lab/workload/distribution-schema.ts';
import { wholeOperationSchema } from '../src/lab/workload/whole-operation-schema.ts';

const source = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../src/lab', path), 'utf8');

/** A table of keys: the schema says which there are and what they take, the interface what they mean. */
interface Table {
  readonly schema: unknown;
  readonly file: string;
  readonly interface: string;
}

/** The reference of `sandbox.config.ts` and of scenarios in Markdown. */
export async function configurationReference(): Promise<string> {
  return await Promise.resolve(
    [...ofConfiguration(), ...ofScenarios(), ...ofLoad(), ...ofEnvironment()].join('\n\n'),
  );
}

function ofConfiguration(): readonly string[] {
  return [
    '# Configuration',
    'Made from the schemas that check the files, by `npm run docs`. Unknown keys are errors, and the message names the key that was meant. Bytes, times and rates are numbers, or texts as people write them: `512MiB`, `30s`, `20k/s`.',
    '## sandbox.config.ts',
    'The nearest one upwards (`.ts`, `.mts`, `.js`, `.mjs` or `.json`), or `--config FILE`. It exports `defineConfig({ ... })` by default; every key may be left out.',
    table({
      schema: configSchema,
      file: 'config/schema/sandbox-config.ts',
      interface: 'SandboxConfig',
    }),
    '### limits',
    'Of every process of a cell; a scenario may have its own.',
    table({ schema: limitsSchema, file: 'config/schema/limits.ts', interface: 'Limits' }),
    '### alerts',
    table({
      schema: memberOf(configSchema, 'alerts'),
      file: 'config/schema/sandbox-config.ts',
      interface: 'AlertBudget',
    }),
  ];
}

function ofScenarios(): readonly string[] {
  const scenario = { file: 'config/schema/scenario.ts', interface: 'Scenario' };
  const workload = source('workload/workload.ts');
  const keys = distributionSchema({ ...fieldSchemas, format: z.string() }, 'expected a kind');
  return [
    '## Scenarios',
    'A file in `scenarios/`, named by its file, that exports `defineScenario({ ... })` by default; or an object in `runSandbox({ scenarios: [{ ... }] })`, with a `name`. Where a list stands for a value, every combination becomes a cell.',
    table({ schema: scenarioSchema, ...scenario }),
    '### phases',
    "One stretch after the other, each with a mix and keys; one that was recorded ([replay.md](replay.md)) has keys of a `trace` and no mix. A phase that only clears, loops, copies or sweeps has `does` and `times` instead, as in `{ name: 'shrink', does: { kind: 'copy', hint: true } }`.",
    table({
      schema: memberOf(memberOf(scenarioSchema, 'phases'), 2),
      file: 'workload/workload.ts',
      interface: 'Phase',
    }),
    '### keys of a phase',
    '`keys`, `hotKeys` and `window` count the keys of all writers together.',
    kinds(keys, workload),
    '### operations on the whole map',
    'In `whole` of a phase, each with `every`; in `does`, without. [iteration.md](iteration.md) says what they cost. On `sharded` maps they go from shard to shard. The target `http` has none; a module exports `clear` and `entries` for them. Where entries have an age, values have at least 8 bytes and no pointers.',
    kinds(wholeOperationSchema(fieldSchemas.operations), workload),
  ];
}

function ofLoad(): readonly string[] {
  return [
    '### rate',
    'Operations per second of all writers together.',
    kinds(rateSchema, source('workload/arrival-rate.ts')),
    '### http',
    'Of the target `http`.',
    table({
      schema: httpSchema,
      file: 'config/schema/http-options.ts',
      interface: 'HttpOptions',
    }),
    '### thresholds',
    'See [thresholds.md](thresholds.md).',
  ];
}

function ofEnvironment(): readonly string[] {
  return [
    '## Environment variables',
    [
      '| variable | meaning |',
      '|---|---|',
      '| `MAPSWELL_GO` | a go command, instead of the one on the `PATH` |',
      '| `MAPSWELL_GO_FOLDER` | a folder of `<version>/bin/go`, of which each command takes what it needs |',
      '| `MAPSWELL_DEBUG` | `1` shows the stack of a defect; `run,sandbox` every process with its command, limits and end |',
      '| `MAPSWELL_REQUIRE_ALL` | `1` lets no test of this repository be skipped |',
      '| `MAPSWELL_YARDSTICK_OPERATIONS` | operations of the yardstick instead of 200,000, as the tests of this repository take; its figures are then too small to judge others by |',
    ].join('\n'),
  ];
}

function table({ schema, file, interface: name }: Table): string {
  const body = bodyOf(source(file), name);
  const rows = Object.entries(shapeOf(schema)).map(([key, field]) => {
    const { meaning, byDefault } = documented(body, key);
    const needed = isOptional(field) ? (byDefault ?? '') : 'required';
    return `| \`${key}\` | ${cell(ruleOf(field))} | ${cell(needed)} | ${cell(meaning)} |`;
  });
  return ['| key | expected | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

/** Members of a union by their `kind`. */
function kinds(schema: unknown, text: string): string {
  const options = schema instanceof z.ZodUnion ? schema.options : [];
  const rows = options.map((option) => {
    const { kind, ...fields } = shapeOf(option);
    const name = kind instanceof z.ZodLiteral ? String(kind.value) : '';
    const takes = Object.entries(fields)
      .filter(([key]) => !['digest', 'operations'].includes(key))
      .map(
        ([key, field]) => `\`${key}\`${isOptional(field) ? ' (optional)' : ''}: ${ruleOf(field)}`,
      );
    const comment = new RegExp(
      String.raw`/\*\*((?:(?!\*/)[^])*)\*/\s*\|\s*\{\s*readonly kind: '${name}'`,
    ).exec(text)?.[1];
    return `| \`${name}\` | ${cell(takes.join('; '))} | ${cell(plain(comment ?? ''))} |`;
  });
  if (rows.length === 0) throw new Error('expected a union of kinds');
  return ['| kind | takes | meaning |', '|---|---|---|', ...rows].join('\n');
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodObject) return inner.shape;
  throw new Error('expected the schema of an object');
}

function memberOf(schema: unknown, key: string | number): unknown {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return memberOf(inner.element, key);
  if (inner instanceof z.ZodUnion && typeof key === 'number') return inner.options[key];
  return typeof key === 'number' ? undefined : shapeOf(inner)[key];
}

function unwrapped(schema: unknown): unknown {
  return isOptional(schema) ? unwrapped(schema.unwrap()) : schema;
}

function isOptional(schema: unknown): schema is z.ZodOptional | z.ZodExactOptional {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional;
}

/** What a field says to a value that nothing takes, without the "expected". */
function ruleOf(field: unknown): string {
  const inner = unwrapped(field);
  if (!(inner instanceof z.ZodType)) return '';
  if (inner instanceof z.ZodBoolean) return '`true` or `false`';
  if (inner instanceof z.ZodRecord) return 'names by what they hold';
  if (
    inner instanceof z.ZodArray &&
    inner.element instanceof z.ZodType &&
    !(inner.element instanceof z.ZodUnion)
  ) {
    const each = ruleOf(inner.element);
    if (each !== '') return `a list, each ${each}`;
  }
  if (inner instanceof z.ZodObject || inner instanceof z.ZodDiscriminatedUnion) return 'an object';
  if (inner instanceof z.ZodArray && unwrapped(inner.element) instanceof z.ZodDiscriminatedUnion)
    return 'a list of objects';
  const { error } = inner.safeParse(Symbol('none'));
  const rules = (error?.issues ?? [])
    .flatMap(messagesOf)
    .filter((one) => one.startsWith('expected'));
  const rule = [...new Set(rules)].map((one) => one.replace(/^expected /, '')).join(', or ');
  const isList =
    inner instanceof z.ZodUnion && inner.options.some((one) => one instanceof z.ZodArray);
  return `${rule === '' ? 'a text' : rule}${isList ? '; or a list' : ''}`;
}

function messagesOf(issue: z.core.$ZodIssue): readonly string[] {
  return issue.code === 'invalid_union' && issue.errors.length > 0
    ? issue.errors.flat().flatMap(messagesOf)
    : [issue.message];
}

function bodyOf(text: string, name: string): string {
  const start = text.indexOf(`export interface ${name} `);
  if (start < 0) throw new Error(`expected an interface ${name}`);
  return text.slice(start, text.indexOf('\n}', start));
}

/** What is said right above a member, and what it is without being given. */
function documented(
  body: string,
  key: string,
): { readonly meaning: string; readonly byDefault?: string } {
  const comment = new RegExp(String.raw`/\*\*((?:(?!\*/)[^])*)\*/\n  readonly ${key}\??:`).exec(
    body,
  )?.[1];
  const [meaning = '', byDefault] = plain(comment ?? '').split('@default ');
  if (meaning.trim() === '') throw new Error(`expected a comment above the member ${key}`);
  return { meaning: meaning.trim(), ...(byDefault === undefined ? {} : { byDefault }) };
}

function plain(comment: string): string {
  return comment
    .replace('/**', '')
    .replaceAll(/\s*\n\s*\*?/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

function cell(text: string): string {
  return text.replaceAll('|', String.raw`\|`);
}
