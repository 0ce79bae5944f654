import { z } from 'zod';
import { mapSpecSchema } from '../model/map-spec-schema.ts';
import { growthEventSchema, liveGrowthSchema, nextGrowthSchema } from './growth-schemas.ts';
import { liveMapSchema, liveProcessSchema, mapFiguresSchema } from './live-map-schema.ts';

/** The published JSON Schema (draft 2020-12) of what documents say of maps: one definition a word. */
export function vocabularyJsonSchema(): object {
  return {
    title: 'mapswell vocabulary',
    description:
      'What documents of mapswell say of maps and growths. Bytes are charged bytes; units stand in names.',
    ...z.toJSONSchema(
      z.union([
        mapSpecSchema,
        mapFiguresSchema,
        growthEventSchema,
        nextGrowthSchema,
        liveProcessSchema,
        liveMapSchema,
        liveGrowthSchema,
      ]),
    ),
  };
}
