import { inspect } from 'node:util';
import type { z } from 'zod';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { describeIssues } from '../../../base/schema/describe-issues.ts';

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
  // Each is checked once: writing a function for it takes longer.
  const result = schema.safeParse(value, { jitless: true });
  if (result.success) return result.data;
  const { issues } = result.error;
  const lines = describeIssues(issues.slice(0, mostIssues), { schema, value, name: root, show });
  const left = issues.length - mostIssues;
  const more = left > 0 ? [`and ${left} more`] : [];
  throw new SandboxError(
    'config',
    [...lines, ...more].map((line) => `${where}: ${line}`).join('\n'),
  );
}

/** What people wrote is small: as they wrote it. */
function show(part: unknown): string {
  return inspect(part, {
    depth: 1,
    breakLength: Infinity,
    maxArrayLength: 5,
    maxStringLength: 100,
  });
}
