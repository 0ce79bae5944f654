import type { z } from 'zod';
import { nearestName } from '../primitives/errors/nearest-name.ts';
import { showValue } from '../primitives/errors/show-value.ts';
import { formatPath, valueAt } from './issue-path.ts';
import { keysAt, missingKeysAt } from './keys-at.ts';

/** A value that broke its schema, and how messages name it and what is in it. */
export interface Refused {
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** What the whole value is called, which has no path. @default nothing */
  readonly name?: string;
  /** @default short, at a bounded cost */
  readonly show?: (part: unknown) => string;
}

/** What is wrong first: path, rule and value, or the unknown key and the one that was meant. */
export function describeFirstIssue(issues: readonly z.core.$ZodIssue[], refused: Refused): string {
  return describeIssues(issues.slice(0, 1), refused)[0] ?? 'it breaks the schema';
}

/** All that is wrong, each once. */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  refused: Refused,
): readonly string[] {
  return [...new Set(issues.flatMap((issue) => describe(issue, refused, [])))];
}

function describe(
  issue: z.core.$ZodIssue,
  refused: Refused,
  prefix: readonly PropertyKey[],
): readonly string[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => describeUnknownKey(refused, key, path, issue.keys.length === 1));
  const meant = issue.code === 'invalid_union' ? meantOf(issue) : undefined;
  if (meant !== undefined) return meant.flatMap((nested) => describe(nested, refused, path));
  const { value, show = showValue } = refused;
  const part = valueAt(value, path);
  const rule = issue.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/^Invalid discriminator value. Expected/, 'expected')
    .replace(/, (received|got) .*$/, '');
  const place = placeOf(refused, path);
  return [
    `${place}${place === '' ? '' : ': '}${rule}, got ${part === undefined ? 'nothing' : show(part)}`,
  ];
}

/**
 * Of the alternatives, the one with the deepest problem is the one that was meant. Where none of them
 * looks inside the value, the union says best what it expects, if it has a rule of its own.
 */
function meantOf(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const [meant] = issue.errors.toSorted((a, b) => deepest(b) - deepest(a));
  const saysMore = meant !== undefined && deepest(meant) === 0 && issue.message !== 'Invalid input';
  return saysMore ? undefined : meant;
}

function deepest(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function describeUnknownKey(
  refused: Refused,
  key: string,
  path: readonly PropertyKey[],
  isOnlyOne: boolean,
): string {
  const nearest =
    nearestName(key, keysAt(refused.schema, path)) ??
    (isOnlyOne ? onlyMissing(refused, path) : undefined);
  const hint = nearest === undefined ? '' : ` (did you mean ${nearest}?)`;
  return `${placeOf(refused, [...path, key])}: unknown key${hint}`;
}

/** One key too many and one too few: the one was meant for the other. */
function onlyMissing({ schema, value }: Refused, path: readonly PropertyKey[]): string | undefined {
  const [only, ...others] = missingKeysAt(schema, path, valueAt(value, path));
  return others.length === 0 ? only : undefined;
}

function placeOf({ name = '' }: Refused, path: readonly PropertyKey[]): string {
  return path.length === 0 ? name : formatPath(path);
}
