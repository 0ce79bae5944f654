import { canonicalJson } from '../../../base/primitives/canonical-json.ts';
import { additive, breaking, type ContractChange, note } from './contract-change.ts';

type Schema = Readonly<Record<string, unknown>>;

/** Keys of a schema that say nothing of documents. */
const annotations: ReadonlySet<string> = new Set([
  'title',
  'description',
  '$comment',
  'examples',
  'default',
  'deprecated',
  '$schema',
  '$id',
]);
/** Keys that are compared each in its own way. */
const structure: ReadonlySet<string> = new Set([
  'type',
  'enum',
  'const',
  'properties',
  'required',
  'items',
  'anyOf',
  'additionalProperties',
  // Compared where they are referred to.
  '$defs',
  'definitions',
]);
const lowerBounds = new Set([
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
]);
const upperBounds = new Set([
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
]);

/**
 * What became of a document by its JSON Schema, for those who read it: a field that is gone, may be
 * missing or may hold something else is breaking, a new one is not.
 *
 * @param kind what ids begin with, such as `debug`
 */
export function diffSchemas(
  kind: string,
  before: Schema,
  after: Schema,
): readonly ContractChange[] {
  return new SchemaDiff(kind, before, after).at('', before, after);
}

class SchemaDiff {
  readonly #kind: string;
  readonly #before: Schema;
  readonly #after: Schema;
  /** Schemas may hold themselves. */
  readonly #open = new Set<string>();

  constructor(kind: string, before: Schema, after: Schema) {
    this.#kind = kind;
    this.#before = before;
    this.#after = after;
  }

  at(where: string, before: unknown, after: unknown): readonly ContractChange[] {
    const key = `${referenceOf(before)} ${referenceOf(after)}`;
    const isReference = key !== ' ';
    if (isReference && this.#open.has(key)) return [];
    if (isReference) this.#open.add(key);
    const [old, now] = [resolved(before, this.#before), resolved(after, this.#after)];
    // Never cut short where both look the same: what they refer to may differ.
    const changes = [
      ...this.#types(where, old, now),
      ...this.#values(where, old, now),
      ...this.#fields(where, old, now),
      ...this.#inner(where, old, now),
      ...this.#rules(where, old, now),
    ];
    if (isReference) this.#open.delete(key);
    return changes;
  }

  #id(change: string, where: string): string {
    return `${this.#kind}-${change}:${where === '' ? '/' : where}`;
  }

  #types(where: string, before: Schema, after: Schema): readonly ContractChange[] {
    const [old, now] = [typesOf(before), typesOf(after)];
    const message = `${nameOf(where)} was ${shown(old)} and is ${shown(now)}`;
    const narrowed = additive(this.#id('field-narrowed', where), message);
    // Known values say more than their type would.
    if (old.length === 0) return now.length === 0 || valuesOf(before) !== null ? [] : [narrowed];
    if (now.length === 0 || now.some((type) => !allows(old, type)))
      return [breaking(this.#id('field-type', where), message)];
    return old.every((type) => allows(now, type)) ? [] : [narrowed];
  }

  #values(where: string, before: Schema, after: Schema): readonly ContractChange[] {
    const [old, now] = [valuesOf(before), valuesOf(after)];
    if (old === null)
      return now === null
        ? []
        : [additive(this.#id('field-narrowed', where), `${nameOf(where)} has known values now`)];
    if (now === null)
      return [breaking(this.#id('field-opened', where), `${nameOf(where)} may have any value now`)];
    return [
      ...old
        .filter((value) => !now.includes(value))
        .map((value) =>
          breaking(
            `${this.#id('value-removed', where)}=${value}`,
            `${nameOf(where)} is never ${value} any more`,
          ),
        ),
      ...now
        .filter((value) => !old.includes(value))
        .map((value) =>
          additive(
            `${this.#id('value-added', where)}=${value}`,
            `${nameOf(where)} may be ${value} now`,
          ),
        ),
    ];
  }

  #fields(where: string, before: Schema, after: Schema): readonly ContractChange[] {
    const [old, now] = [recordOf(before['properties']), recordOf(after['properties'])];
    const [mustOld, mustNow] = [listOf(before['required']), listOf(after['required'])];
    const changes: ContractChange[] = [];
    for (const [field, schema] of Object.entries(old)) {
      const at = `${where}/${field}`;
      if (Object.hasOwn(now, field)) {
        changes.push(...this.#presence(at, mustOld.includes(field), mustNow.includes(field)));
        changes.push(...this.at(at, schema, now[field]));
      } else changes.push(breaking(this.#id('field-removed', at), `${at} is gone`));
    }
    for (const field of Object.keys(now))
      if (!Object.hasOwn(old, field))
        changes.push(
          additive(this.#id('field-added', `${where}/${field}`), `${where}/${field} is new`),
        );
    return changes;
  }

  #presence(at: string, before: boolean, after: boolean): readonly ContractChange[] {
    if (before === after) return [];
    return [
      before
        ? breaking(this.#id('field-optional', at), `${at} may be missing now`)
        : additive(this.#id('field-required', at), `${at} is always there now`),
    ];
  }

  /** What is in a list, and in fields whose names nobody knows before. */
  #inner(where: string, before: Schema, after: Schema): readonly ContractChange[] {
    return (['items', 'additionalProperties'] as const).flatMap((key) => {
      const [old, now] = [before[key], after[key]];
      const at = `${where}/${key === 'items' ? '-' : '*'}`;
      if (isSchema(old) && isSchema(now)) return this.at(at, old, now);
      if (canonicalJson(old ?? null) === canonicalJson(now ?? null)) return [];
      if (isSchema(old))
        return [breaking(this.#id('field-opened', at), `${at} may be anything now`)];
      return [
        note(this.#id('rule-changed', `${where}/${key}`), `${key} of ${nameOf(where)} changed`),
      ];
    });
  }

  /** Bounds and patterns: what was promised and is not any more is breaking. */
  #rules(where: string, before: Schema, after: Schema): readonly ContractChange[] {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => {
      if (structure.has(key)) return [];
      const [old, now] = [before[key], after[key]];
      if (canonicalJson(old ?? null) === canonicalJson(now ?? null)) return [];
      const message = `${key} of ${nameOf(where)} was ${text(old)} and is ${text(now)}`;
      if (annotations.has(key)) return [note(this.#id(`${key}-changed`, where), message)];
      const isTightened = old === undefined || isTighter(key, old, now);
      return [
        isTightened
          ? additive(this.#id('rule-tightened', `${where}/${key}`), message)
          : breaking(this.#id('rule-loosened', `${where}/${key}`), message),
      ];
    });
  }
}

function isTighter(key: string, before: unknown, after: unknown): boolean {
  if (typeof before !== 'number' || typeof after !== 'number') return false;
  return (lowerBounds.has(key) && after > before) || (upperBounds.has(key) && after < before);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function referenceOf(schema: unknown): string {
  const reference = isSchema(schema) ? schema['$ref'] : undefined;
  return typeof reference === 'string' ? reference : '';
}

/** Without a reference, and what may be `null` as a list of types. */
function resolved(schema: unknown, root: Schema): Schema {
  let found = schema;
  for (let depth = 0; depth < 20 && referenceOf(found) !== ''; depth++) {
    let target: unknown = root;
    for (const part of referenceOf(found).split('/').slice(1))
      target = isSchema(target) ? target[part] : undefined;
    const { $ref: _, ...beside } = isSchema(found) ? found : {};
    found = { ...(isSchema(target) ? target : {}), ...beside };
  }
  if (!isSchema(found)) return {};
  const { anyOf, ...rest } = found;
  if (!Array.isArray(anyOf)) return found;
  const choices: readonly unknown[] = anyOf;
  const others = choices.filter((one) => !isSchema(one) || one['type'] !== 'null');
  const [only] = others;
  if (others.length !== 1 || others.length === choices.length)
    // Alternatives are compared as they stand.
    return { ...rest, alternatives: canonicalJson(choices.map((one) => resolved(one, root))) };
  const inner = resolved(only, root);
  return { ...inner, ...rest, type: [...typesOf(inner), 'null'] };
}

function typesOf({ type }: Schema): readonly string[] {
  if (typeof type === 'string') return [type];
  return listOf(type);
}

/** No type at all is any; whole numbers are numbers. */
function allows(types: readonly string[], type: string): boolean {
  return (
    types.length === 0 || types.includes(type) || (type === 'integer' && types.includes('number'))
  );
}

function valuesOf(schema: Schema): readonly string[] | null {
  const { enum: values, const: only } = schema;
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value));
  return only === undefined ? null : [JSON.stringify(only) ?? 'nothing'];
}

function recordOf(value: unknown): Schema {
  return isSchema(value) ? value : {};
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function shown(types: readonly string[]): string {
  return types.length === 0 ? 'anything' : types.join(' or ');
}

function nameOf(where: string): string {
  return where === '' ? 'the document' : where;
}

function text(value: unknown): string {
  return value === undefined ? 'not given' : (JSON.stringify(value) ?? 'not given').slice(0, 60);
}
