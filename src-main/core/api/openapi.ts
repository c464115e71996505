import type { AnyRouter } from '@orpc/server';
import { valibotConverter } from './schema.js';

/** The OpenAPI 3.1 document of the contract, made when it is first asked for: its library is rarely needed. */
export function createOpenApi(router: AnyRouter, version: string): () => Promise<unknown> {
  let document: Promise<unknown> | null = null;
  const generate = async (): Promise<unknown> => {
    const { OpenAPIGenerator } = await import('@orpc/openapi');
    const generator = new OpenAPIGenerator({ schemaConverters: [valibotConverter] });
    return generator.generate(router, {
      info: { title: 'Gopherscope', version },
      servers: [{ url: '/api/v1' }],
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
  };
  return () => (document ??= generate());
}
