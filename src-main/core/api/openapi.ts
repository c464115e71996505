import type { AnyRouter } from '@orpc/server';
import { RAW_PATHS } from './raw/openapi.js';
import { valibotConverter } from './schema.js';

/** The OpenAPI 3.1 document of the contract, made when it is first asked for: its library is rarely needed. */
export function createOpenApi(router: AnyRouter, version: string): () => Promise<unknown> {
  let document: Promise<unknown> | null = null;
  const generate = async (): Promise<unknown> => {
    const { OpenAPIGenerator } = await import('@orpc/openapi');
    const generator = new OpenAPIGenerator({ schemaConverters: [valibotConverter] });
    const made = await generator.generate(router, {
      info: { title: 'Gopherscope', version },
      servers: [{ url: '/api/v1' }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
    const paths: Record<string, object | undefined> = { ...made.paths };
    for (const [path, calls] of Object.entries(RAW_PATHS)) paths[path] = { ...paths[path], ...calls };
    return { ...made, paths };
  };
  return () => (document ??= generate());
}
