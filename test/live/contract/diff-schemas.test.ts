import test from 'ava';
import { diffSchemas } from '../../../src/live/contract/diff/diff-schemas.ts';

type Schema = Readonly<Record<string, unknown>>;

/** `kind id` of every change of a document with one field. */
function changes(before: Schema, after: Schema): readonly string[] {
  const whole = (field: Schema): Schema => ({ type: 'object', properties: { a: field } });
  return diffSchemas('page', whole(before), whole(after)).map(({ kind, id }) => `${kind} ${id}`);
}

test('a type that allows more than before breaks, one that allows less does not', (t) => {
  t.deepEqual(changes({ type: 'integer' }, { type: 'number' }), ['breaking page-field-type:/a']);
  t.deepEqual(changes({ type: 'number' }, { type: 'integer' }), [
    'additive page-field-narrowed:/a',
  ]);
  t.deepEqual(changes({}, { type: 'string' }), ['additive page-field-narrowed:/a']);
  t.deepEqual(changes({ type: 'string' }, {}), ['breaking page-field-type:/a']);
  t.deepEqual(changes({ type: ['string', 'null'] }, { type: 'string' }), [
    'additive page-field-narrowed:/a',
  ]);
  t.deepEqual(
    changes({ anyOf: [{ type: 'string' }, { type: 'null' }] }, { type: ['string', 'null'] }),
    [],
  );
});

test('known values are compared one by one', (t) => {
  t.deepEqual(changes({ enum: ['x', 'y'] }, { enum: ['y', 'z'] }), [
    'breaking page-value-removed:/a="x"',
    'additive page-value-added:/a="z"',
  ]);
  t.deepEqual(changes({ const: 1 }, {}), ['breaking page-field-opened:/a']);
  t.deepEqual(changes({}, { const: 1 }), ['additive page-field-narrowed:/a']);
});

test('bounds that were loosened break, tightened ones do not, words are only noted', (t) => {
  t.deepEqual(changes({ minimum: 1 }, { minimum: 0 }), ['breaking page-rule-loosened:/a/minimum']);
  t.deepEqual(changes({ minimum: 0 }, { minimum: 1 }), ['additive page-rule-tightened:/a/minimum']);
  t.deepEqual(changes({ maximum: 9 }, { maximum: 5 }), ['additive page-rule-tightened:/a/maximum']);
  t.deepEqual(changes({ maximum: 5 }, { maximum: 9 }), ['breaking page-rule-loosened:/a/maximum']);
  t.deepEqual(changes({}, { pattern: '^a' }), ['additive page-rule-tightened:/a/pattern']);
  t.deepEqual(changes({ pattern: '^a' }, {}), ['breaking page-rule-loosened:/a/pattern']);
  t.deepEqual(changes({ description: 'one' }, { description: 'two' }), [
    'note page-description-changed:/a',
  ]);
});

const list = (items: unknown): Schema => ({ type: 'array', items });

const open = (additionalProperties: unknown): Schema => ({
  type: 'object',
  additionalProperties,
});

test('what is in lists and in fields without names is compared too', (t) => {
  t.deepEqual(changes(list({ type: 'string' }), list({ type: 'number' })), [
    'breaking page-field-type:/a/-',
  ]);
  t.deepEqual(changes(list({ type: 'string' }), { type: 'array' }), [
    'breaking page-field-opened:/a/-',
  ]);
  t.deepEqual(changes({ type: 'array' }, list({ type: 'string' })), [
    'note page-rule-changed:/a/items',
  ]);
  t.deepEqual(changes(open({ type: 'string' }), open({ type: 'null' })), [
    'breaking page-field-type:/a/*',
  ]);
  t.deepEqual(changes(open(true), open(false)), ['note page-rule-changed:/a/additionalProperties']);
  t.deepEqual(changes(open(false), open(false)), []);
});

const of = (properties: Schema, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
});

test('fields come and go, and are there always or not', (t) => {
  t.deepEqual(changes(of({ x: {}, y: {}, z: {} }, ['x']), of({ x: {}, y: {}, n: {} }, ['y'])), [
    'breaking page-field-optional:/a/x',
    'additive page-field-required:/a/y',
    'breaking page-field-removed:/a/z',
    'additive page-field-added:/a/n',
  ]);
});

const tree = (type: string): Schema => ({
  $ref: '#/$defs/node',
  $defs: {
    node: { type: 'object', properties: { leaf: { type }, next: { $ref: '#/$defs/node' } } },
  },
});

const either = (...types: readonly string[]): Schema => ({
  anyOf: types.map((type) => ({ type })),
});

test('references are followed, of schemas that hold themselves once, and alternatives as they stand', (t) => {
  t.deepEqual(
    diffSchemas('page', tree('string'), tree('number')).map(({ id }) => id),
    ['page-field-type:/leaf'],
  );
  t.deepEqual(diffSchemas('page', tree('string'), tree('string')), []);
  t.deepEqual(diffSchemas('page', { $ref: '#/gone/away' }, {}), []);
  t.deepEqual(changes(either('string', 'number'), either('string', 'number')), []);
  t.deepEqual(changes(either('string', 'number'), either('string', 'boolean')), [
    'breaking page-rule-loosened:/a/alternatives',
  ]);
});
