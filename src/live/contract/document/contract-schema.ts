import { z } from 'zod';
import { openMetricsTypes } from '../../../base/exposition/open-metrics-family.ts';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import {
  type Contract,
  type DebugFields,
  type DebugPromise,
  type DrivePromise,
  type DriveRequest,
  type EventsPromise,
  expectations,
  type MetricsPromise,
  presetNames,
  type RequiredMetric,
  type StartPromise,
} from './contract.ts';

const text = (rule: string): z.ZodString => z.string({ error: rule }).min(1, { error: rule });
const matching = (pattern: RegExp, rule: string): z.ZodString =>
  z.string({ error: rule }).regex(pattern, { error: rule });
const whole = (least: number): z.ZodNumber => {
  const rule = { error: `expected a whole number of at least ${least}` };
  return z.number(rule).int(rule).min(least, rule);
};

const duration = matching(
  /^\d+(\.\d+)?(ms|s|min|h)$/,
  'expected a time such as 500ms, 2s or 1min',
).meta({ id: 'duration', description: 'A time: 500ms, 2s, 1min' });
const path = matching(/^\//, 'expected a path that begins with /');
const pointer = matching(/^(\/|$)/, 'expected a JSON pointer such as /size').meta({
  id: 'pointer',
  description: 'A JSON pointer into a document, such as /growths/0',
});
const metricName = matching(
  /^[a-zA-Z_:][a-zA-Z0-9_:]*$/,
  'expected the name of a metric: letters, digits, _ and :',
);
const labelName = matching(
  /^[a-zA-Z_][a-zA-Z0-9_]*$/,
  'expected the name of a label: letters, digits and _',
);
const address = z.url({ protocol: /^https?$/, error: 'expected an address with http or https' });
const jsonSchema = z
  .union([text('expected a path'), z.record(z.string(), z.unknown())], {
    error: 'expected a JSON Schema or the path of one',
  })
  .meta({ id: 'json-schema', description: 'A JSON Schema, or the path of one' });
const version = matching(/^\d+\.\d+\.\d+$/, 'expected a version such as 1.2.0');

const start = schemaOf<StartPromise>('start')(
  z.strictObject({
    command: text('expected the command that starts the service'),
    url: text('expected an address').exactOptional(),
    ready: z.strictObject({ path, within: duration.exactOptional() }).exactOptional(),
    env: z.record(z.string(), z.string({ error: 'expected text' })).exactOptional(),
  }),
);

const labels = z.union(
  [
    z.array(labelName),
    z.record(labelName, z.union([z.literal('any'), z.array(z.string()).min(1)])),
  ],
  { error: 'expected names of labels, or their values (any, or a list) by name' },
);

const requiredMetric = schemaOf<RequiredMetric>('required-metric')(
  z.strictObject({
    name: metricName,
    type: z.enum([...openMetricsTypes.values()]),
    labels: labels.exactOptional(),
    unit: text('expected a unit').exactOptional(),
    optional: z.boolean({ error: 'expected true or false' }).exactOptional(),
    maxSeries: whole(1).exactOptional(),
  }),
);

const metrics = schemaOf<MetricsPromise>('metrics')(
  z.strictObject({
    path: path.exactOptional(),
    formats: z
      .array(z.enum(['text', 'openmetrics']))
      .min(1)
      .exactOptional(),
    maxSeries: whole(1).exactOptional(),
    maxSeriesPerMetric: whole(1).exactOptional(),
    within: duration.exactOptional(),
    freshWithin: duration.exactOptional(),
    require: z.array(requiredMetric).exactOptional(),
  }),
);

const debugFields = schemaOf<DebugFields>('debug-fields')(
  z.strictObject({
    entries: pointer.exactOptional(),
    growths: pointer.exactOptional(),
    untilGrowth: pointer.exactOptional(),
    isMean: pointer.exactOptional(),
    kind: pointer.exactOptional(),
    shard: pointer.exactOptional(),
    shardEntries: pointer.exactOptional(),
    shardGrowths: pointer.exactOptional(),
    growthEvents: pointer.exactOptional(),
  }),
);

const debug = schemaOf<DebugPromise>('debug')(
  z.strictObject({
    path,
    schema: jsonSchema.exactOptional(),
    fields: debugFields.exactOptional(),
  }),
);

const events = schemaOf<EventsPromise>('events')(
  z.strictObject({
    source: z.union(
      [
        z.strictObject({ stream: path }),
        z.strictObject({ file: text('expected a path') }),
        z.strictObject({ page: path, pointer }),
      ],
      { error: 'expected stream, file, or page and pointer' },
    ),
    schema: jsonSchema.exactOptional(),
    within: duration.exactOptional(),
    shard: pointer.exactOptional(),
    time: pointer.exactOptional(),
  }),
);

const request = schemaOf<DriveRequest>('drive-request')(
  z.strictObject({
    method: z
      .enum(['POST', 'PUT', 'GET', 'PATCH'], { error: 'expected POST, PUT, PATCH or GET' })
      .exactOptional(),
    path: matching(
      /^(\/|https?:\/\/)/,
      'expected a path that begins with /, or an address with http or https',
    ),
    contentType: text('expected a content type').exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    line: text('expected a line').exactOptional(),
    body: z.string().exactOptional(),
  }),
);

const drive = schemaOf<DrivePromise>('drive')(
  z.strictObject({
    request,
    growths: whole(0).max(100).exactOptional(),
    maxWrites: whole(1).exactOptional(),
    within: duration.exactOptional(),
    metrics: z
      .strictObject({
        entries: metricName.exactOptional(),
        growths: metricName.exactOptional(),
        writes: metricName.exactOptional(),
        threshold: metricName.exactOptional(),
      })
      .exactOptional(),
    labels: z.record(labelName, z.string()).exactOptional(),
    expect: z.array(z.enum(expectations)).min(1).exactOptional(),
  }),
);

const accepted = z.strictObject({
  id: text('expected the name of a break'),
  from: version,
  reason: text('expected a reason'),
  by: text('expected who accepted it'),
  at: matching(/^\d{4}-\d\d-\d\d$/, 'expected a day such as 2030-01-31'),
});

/** The document `mapswell.contract.yaml`. */
export const contractSchema: z.ZodType<Contract> = schemaOf<Contract>('contract')(
  z.strictObject({
    contract: z.strictObject({ name: text('expected a name'), version }),
    extends: z.enum(presetNames).exactOptional(),
    aliases: z.record(metricName, metricName.nullable()).exactOptional(),
    url: address.exactOptional(),
    start: start.exactOptional(),
    metrics: metrics.exactOptional(),
    debug: debug.nullable().exactOptional(),
    events: events.nullable().exactOptional(),
    drive: drive.exactOptional(),
    accepted: z.array(accepted).exactOptional(),
  }),
);

/** The published JSON Schema (draft 2020-12) of a contract. */
export function contractJsonSchema(): object {
  return {
    title: 'mapswell contract',
    description: 'What a service promises to expose of its maps: mapswell.contract.yaml.',
    ...z.toJSONSchema(contractSchema),
  };
}
