import type { ConditionalSchemaConverter } from '@orpc/openapi';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';

/** valibot schemas as JSON Schema, for the coercion of query parameters and for the OpenAPI document. */
export const valibotConverter: ConditionalSchemaConverter = {
  condition: (schema) => schema?.['~standard'].vendor === 'valibot',
  convert: (schema) => [
    true,
    toJsonSchema(schema as unknown as GenericSchema, { errorMode: 'ignore' }) as object,
  ],
};
