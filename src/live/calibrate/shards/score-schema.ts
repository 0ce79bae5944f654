import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import {
  scoresKind,
  scoresVersion,
  type ScoreEnd,
  type ScoreHeader,
  type ScoreLine,
} from './score-table.ts';

const whole = z.int().nonnegative();
const sha256 = z.string().regex(/^[\da-f]{64}$/);

export const scoreHeaderSchema: z.ZodType<ScoreHeader> = schemaOf<ScoreHeader>(
  'the first line of scores',
)(
  z.strictObject({
    kind: z.literal(scoresKind),
    version: z.literal(scoresVersion),
    shard: z.strictObject({ index: z.int().positive(), count: z.int().positive() }),
    digest: sha256,
    plan: z.strictObject({
      mapswell: z.string(),
      count: z.int().positive(),
      leadMinutes: z.number(),
      seed: z.int(),
      slopesPerStep: z.array(z.number()),
      grid: sha256,
      series: z.array(
        z.strictObject({ id: z.string(), digest: sha256, part: z.enum(['fit', 'judge']) }),
      ),
    }),
  }),
);

export const scoreLineSchema: z.ZodType<ScoreLine> = schemaOf<ScoreLine>('the scores of a family')(
  z.strictObject({
    family: whole,
    failures: whole,
    healthyMs: whole,
    deploymentMs: whole,
    warned: z.array(whole),
    falseAlarms: z.array(whole),
    deploymentFalseAlarms: z.array(whole),
    leads: z.array(z.array(whole)),
  }),
);

export const scoreEndSchema: z.ZodType<ScoreEnd> = schemaOf<ScoreEnd>('the last line of scores')(
  z.strictObject({ event: z.literal('complete'), families: whole, sha256 }),
);
