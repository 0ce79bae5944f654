import type { z } from 'zod';
import { showValue } from '../primitives/show-value.ts';
import { formatPath, valueAt } from './issue-path.ts';

/** What is wrong, with its path, rule and value. */
export function describeFirstIssue(issues: readonly z.core.$ZodIssue[], root: unknown): string {
  const [first] = issues;
  return first === undefined ? 'it breaks the schema' : describeIssue(first, root, []);
}

function describeIssue(
  issue: z.core.$ZodIssue,
  root: unknown,
  prefix: readonly PropertyKey[],
): string {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return `${formatPath([...path, issue.keys[0] ?? ''])} is no known key`;
  // Of the alternatives, the one with the deepest problem is the one that was meant.
  const nested = issue.code === 'invalid_union' ? deepestOf(issue.errors) : undefined;
  if (nested !== undefined) return describeIssue(nested, root, path);
  const rule = issue.message
    .replace(/^Invalid (input|option): /, '')
    .replace(/^Invalid discriminator value. Expected/, 'expected')
    .replace(/, (received|got) .*$/, '');
  return `${formatPath(path)}: ${rule}, got ${showValue(valueAt(root, path))}`;
}

function deepestOf(
  alternatives: readonly (readonly z.core.$ZodIssue[])[],
): z.core.$ZodIssue | undefined {
  const [deepest] = alternatives.flat().toSorted((a, b) => b.path.length - a.path.length);
  // Where none of them looks inside the value, the union says best what it expects.
  return deepest === undefined || deepest.path.length === 0 ? undefined : deepest;
}
