import { z } from 'zod';
import type { ArrivalRate } from '../../workload/arrival-rate.ts';
import { durationOf, perSecondOf } from '../../../base/primitives/quantities/parse-quantity.ts';
import { fieldSchemas, textSchema } from './field-schemas.ts';
import type { HttpOptions } from './http-options.ts';
import { quantity } from './quantity.ts';

const rateRule = { error: "expected a rate above 0, at most 10,000,000 per second, as in '20k/s'" };
const rate = quantity(z.number(rateRule).gt(0, rateRule).max(1e7, rateRule), perSecondOf);
const rateOrNone = quantity(z.number(rateRule).min(0, rateRule).max(1e7, rateRule), perSecondOf);

/** How many operations per second should arrive. */
export const rateSchema: z.ZodType<ArrivalRate> = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({ kind: z.literal('constant'), perSecond: rate }),
    z
      .strictObject({ kind: z.literal('ramp'), fromPerSecond: rateOrNone, toPerSecond: rateOrNone })
      .refine(({ fromPerSecond, toPerSecond }) => fromPerSecond + toPerSecond > 0, rateRule),
    z.strictObject({ kind: z.literal('steps'), perSecond: z.array(rateOrNone).min(1) }),
    z.strictObject({ kind: z.literal('bursts'), perSecond: rate, size: fieldSchemas.writers }),
    z.strictObject({ kind: z.literal('poisson'), perSecond: rate }),
  ],
  { error: "expected kind 'constant', 'ramp', 'steps', 'bursts' or 'poisson'" },
);

const address = textSchema.refine(isHttp, { error: 'expected an address with http:' });
const wholeRule = { error: 'expected an integer from 1 to 10,000' };
const secondsRule = { error: "expected seconds above 0, at most 86,400, as in 30 or '30s'" };
const processRule = { error: 'expected the number of a process' };

/** How a service is reached and loaded. */
export const httpSchema: z.ZodType<HttpOptions> = z
  .strictObject({
    url: address.exactOptional(),
    pid: z.number(processRule).int(processRule).min(1, processRule).exactOptional(),
    metricsUrl: address.exactOptional(),
    mapSizeUrl: address.exactOptional(),
    connections: z
      .number(wholeRule)
      .int(wholeRule)
      .min(1, wholeRule)
      .max(10_000, wholeRule)
      .exactOptional(),
    durationSeconds: z.exactOptional(
      quantity(z.number(secondsRule).gt(0, secondsRule).max(86_400, secondsRule), (text) =>
        durationOf(text, 1000),
      ),
    ),
  })
  .refine(
    ({ url, pid, metricsUrl, mapSizeUrl }) =>
      url !== undefined ||
      (pid === undefined && metricsUrl === undefined && mapSizeUrl === undefined),
    { error: 'expected pid, metricsUrl and mapSizeUrl only beside a url' },
  );

function isHttp(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'http:';
}
