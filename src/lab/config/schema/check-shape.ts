import { inspect } from 'node:util';
import type { z } from 'zod';
import { SandboxError } from '../../../base/primitives/sandbox-error.ts';
import { formatPath, valueAt } from '../../../base/schema/issue-path.ts';
import { keysAt, missingKeysAt } from '../../../base/schema/keys-at.ts';
import { nearestName } from '../nearest-name.ts';

/** A file of a million wrong items is wrong in one way. */
const mostIssues = 20;

/**
 * Checks a value against a schema and returns it typed.
 *
 * @param where what the messages name, usually the file
 * @param root what the whole of it is called, without a path
 * @throws SandboxError `config` with one line per problem: where, path, rule and value
 */
export function checkShape<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: string,
  root = 'default export',
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.slice(0, mostIssues);
  const lines = new Set(
    issues.flatMap((issue) => describeIssue(issue, { schema, root: value, rootName: root }, [])),
  );
  const left = result.error.issues.length - issues.length;
  const more = left === 0 ? [] : [`and ${left} more`];
  throw new SandboxError(
    'config',
    [...lines, ...more].map((line) => `${where}: ${line}`).join('\n'),
  );
}

/** What is checked: the schema, the value, and what its root is called. */
interface Checked {
  readonly schema: z.ZodType;
  readonly root: unknown;
  readonly rootName: string;
}

function describeIssue(
  issue: z.core.$ZodIssue,
  checked: Checked,
  prefix: readonly PropertyKey[],
): readonly string[] {
  const { root } = checked;
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      describeUnknownKey(checked, key, path, issue.keys.length === 1 ? valueAt(root, path) : null),
    );
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return describeUnion(issue.errors, checked, path);
  const value = valueAt(root, path);
  const got =
    value === undefined
      ? 'got nothing'
      : `got ${inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5, maxStringLength: 100 })}`;
  return [`${placeOf(checked, path)}: ${issue.message}, ${got}`];
}

/** Of the alternatives, the one with the deepest problem is the one that was meant. */
function describeUnion(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
  checked: Checked,
  path: readonly PropertyKey[],
): readonly string[] {
  const meant = alternatives.toSorted((a, b) => deepest(b) - deepest(a))[0] ?? [];
  return meant.flatMap((issue) => describeIssue(issue, checked, path));
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

/** @param holder what the key stands in, where it is the only one that is unknown */
function describeUnknownKey(
  checked: Checked,
  key: string,
  path: readonly PropertyKey[],
  holder: unknown,
): string {
  const { schema } = checked;
  const nearest =
    nearestName(key, keysAt(schema, path)) ??
    (holder === null ? undefined : onlyMissing(schema, path, holder));
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  return `${placeOf(checked, [...path, key])}: unknown key${hint}`;
}

/** One key too many and one too few: the one was meant for the other. */
function onlyMissing(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  holder: unknown,
): string | undefined {
  const [only, ...others] = missingKeysAt(schema, path, holder);
  return others.length === 0 ? only : undefined;
}

function placeOf({ rootName }: Checked, path: readonly PropertyKey[]): string {
  return path.length === 0 ? rootName : formatPath(path);
}
