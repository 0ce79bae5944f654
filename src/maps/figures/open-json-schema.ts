import { z } from 'zod';

/** The JSON Schema of a document that may get new fields: those who check it are older than those who write it. */
export function openJsonSchema(
  schema: z.ZodType,
  title: string,
  description: string,
): Readonly<Record<string, unknown>> {
  return {
    title,
    description,
    ...z.toJSONSchema(schema, {
      override: ({ jsonSchema }) => {
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }),
  };
}
