import test from 'ava';
import { z } from 'zod';
import { describeFirstIssue, describeIssues } from '../../../src/base/schema/describe-issues.ts';

const sizes = z.strictObject({ kind: z.literal('sizes'), bytes: z.number() });
const shares = z.strictObject({ kind: z.literal('shares'), percent: z.number() });
const schema = z.strictObject({
  rounds: z.number({ error: 'expected a whole number' }),
  writers: z.union([z.number(), z.array(z.number())], { error: 'expected a number or a list' }),
  limits: z.discriminatedUnion('kind', [sizes, shares]).optional(),
  parts: z.array(z.union([z.literal('all'), sizes])).optional(),
});
const right = { rounds: 1, writers: 1 };

function said(value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return error === undefined ? [] : describeIssues(error.issues, { schema, value });
}

test('each problem has its path, its rule and its value', (t) => {
  t.deepEqual(said({ rounds: 'two' }), [
    'rounds: expected a whole number, got "two"',
    'writers: expected a number or a list, got nothing',
  ]);
  t.deepEqual(said({ ...right, limits: { kind: 'size' } }), [
    "limits.kind: expected 'sizes' | 'shares', got \"size\"",
  ]);
});

test('of alternatives the one that looks deepest was meant', (t) => {
  t.deepEqual(said({ ...right, writers: [1, '2'] }), ['writers[1]: expected number, got "2"']);
  t.deepEqual(said({ ...right, parts: [{ kind: 'sizes', bytes: '1k' }] }), [
    'parts[0].bytes: expected number, got "1k"',
  ]);
});

test('an unknown key is named with the nearest one of its own place', (t) => {
  t.deepEqual(said({ ...right, ruonds: 3 }), ['ruonds: unknown key (did you mean rounds?)']);
  t.deepEqual(said({ ...right, limits: { kind: 'sizes', bytes: 1, byte: 1 } }), [
    'limits.byte: unknown key (did you mean bytes?)',
  ]);
  t.deepEqual(said({ ...right, colour: 1 }), ['colour: unknown key']);
});

test('the first problem alone, and a value that is wrong as a whole', (t) => {
  const value = [1];
  const issues = schema.safeParse(value).error?.issues ?? [];
  t.is(describeFirstIssue(issues, { schema, value }), 'expected object, got a list');
  t.is(
    describeFirstIssue(issues, { schema, value, name: 'the options', show: JSON.stringify }),
    'the options: expected object, got [1]',
  );
});
