import { z } from 'zod';
import { schemaOf } from '../../../base/schema/schema-of.ts';
import type { SpeedDocument } from './speed-file.ts';

const text = z.string();
const positive = z.number().positive();
const count = z.int().min(0);

const ratio = z.strictObject({
  median: positive,
  low: positive.nullable(),
  high: positive.nullable(),
});
const figure = z.strictObject({ referenceNs: positive, goNs: positive, ratio }).nullable().meta({
  description: 'Nanoseconds, medians over processes; the ratio is reference / Go in pairs',
});

/** Speeds beside real Go. */
export const speedSchema: z.ZodType<SpeedDocument> = schemaOf<SpeedDocument>('speed')(
  z.strictObject({
    kind: z.literal('mapswell-speed'),
    version: z.literal(1),
    measuredAt: text,
    environment: z.strictObject({
      cpuModel: text,
      cores: count,
      platform: text,
      arch: text,
      node: text,
      mapswell: text,
    }),
    cpus: positive,
    load: z.number().min(0),
    rounds: count,
    isComplete: z.boolean(),
    gos: z.array(
      z.strictObject({
        go: text,
        map: text,
        workloads: z.array(
          z.strictObject({
            id: text,
            name: text,
            operations: count,
            fillOperations: count,
            pairs: count,
            time: figure,
            drawingNs: positive,
            latency: z.array(
              z.strictObject({
                state: z.enum(['normal', 'evacuating', 'growing', 'any']),
                p50: figure,
                p99: figure,
              }),
            ),
            problem: text.nullable(),
          }),
        ),
      }),
    ),
  }),
);

/** The published JSON Schema (draft 2020-12) of the document. */
export function speedJsonSchema(): object {
  return {
    title: 'mapswell speed',
    description: 'How long the reference maps take beside real Go, on the machine it names.',
    ...z.toJSONSchema(speedSchema),
  };
}
