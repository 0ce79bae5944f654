import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { ContractFile } from '../document/contract-file.ts';
import type { ResolvedSchema } from '../document/resolve-contract.ts';
import { showValue } from '../../../base/primitives/errors/show-value.ts';

/** What is wrong with a document, in sentences; none where the schema holds. */
export type DocumentCheck = (document: unknown) => readonly string[];

/**
 * Compiles a JSON Schema of a contract; without one every document holds.
 *
 * @throws SandboxError `config` for a schema that is none, with its place in the contract
 */
export function documentCheck(
  schema: ResolvedSchema | null,
  file: ContractFile | null,
): DocumentCheck {
  if (schema === null) return () => [];
  const validate = compiled.get(schema.schema) ?? compile(schema, file);
  compiled.set(schema.schema, validate);
  return (document) =>
    validate(document) ? [] : (validate.errors ?? []).slice(0, 3).map((error) => sentence(error));
}

/** To compile costs tens of milliseconds. */
const compiled = new WeakMap<object, ValidateFunction>();

function compile(schema: ResolvedSchema, file: ContractFile | null): ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, logger: false });
  // The one format that our own schemas have: what Date can read.
  ajv.addFormat(
    'date-time',
    (text) => /^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(Date.parse(text)),
  );
  try {
    return ajv.compile(schema.schema);
  } catch (error) {
    const { line, column } = file?.placeOf(schema.path) ?? { line: 1, column: 1 };
    const why = error instanceof Error ? error.message : String(error);
    throw new SandboxError('config', `${file?.name ?? 'schema'}:${line}:${column}: ${why}`);
  }
}

function sentence({
  instancePath,
  message = 'breaks the schema',
  keyword,
  params,
  data,
}: ErrorObject): string {
  const where = instancePath === '' ? 'the document' : instancePath;
  const missing: unknown = Reflect.get(params, 'missingProperty');
  if (keyword === 'required') return `expected ${where} to have ${String(missing)}, got none`;
  const rule = message.replace(/^must be /, 'to be ').replace(/^must /, 'to ');
  return `expected ${where} ${rule}, got ${showValue(data)}`;
}
