import test from 'ava';
import { expectTypeOf } from 'expect-type';
import { z } from 'zod';
import type { RunRecord } from '../../../src/lab/record/run-record.ts';
import type { runRecordSchema } from '../../../src/lab/record/schema/run-record-schema.ts';
import { schemaOf, type DeepReadonly, type IsSame } from '../../../src/base/schema/schema-of.ts';

interface Shape {
  readonly kind: 'a' | 'b';
  readonly bytes?: number;
}

test('a schema compiles only where it accepts exactly the interface', (t) => {
  const kind = z.enum(['a', 'b']);
  const bytes = z.number().exactOptional();
  const exact: z.ZodType<Shape> = schemaOf<Shape>('exact')(z.strictObject({ kind, bytes }));
  t.is(z.toJSONSchema(z.array(exact)).$defs?.['exact']?.type, 'object');
  // @ts-expect-error a key that only the interface has
  schemaOf<Shape>('lacks-a-key')(z.strictObject({ kind }));
  // @ts-expect-error a member of a union that only the interface has
  schemaOf<Shape>('lacks-a-member')(z.strictObject({ kind: z.literal('a'), bytes }));
  // @ts-expect-error a key that only the schema has
  schemaOf<Shape>('has-a-key-more')(z.strictObject({ kind, bytes, more: z.string() }));
  expectTypeOf<
    IsSame<DeepReadonly<{ a: { b: number[] } }>, { readonly a: { readonly b: readonly number[] } }>
  >().toEqualTypeOf<true>();
  expectTypeOf<z.output<typeof runRecordSchema>>().toEqualTypeOf<RunRecord>();
});
