const text = { type: 'string' } as const;
const query = (name: string, description: string, more: object = {}): object => ({
  in: 'query',
  name,
  description,
  schema: text,
  ...more,
});
const id = { in: 'path', name: 'id', required: true, schema: text };
const file = (type: string, description: string): object => ({
  200: { description, content: { [type]: { schema: { type: 'string', format: 'binary' } } } },
});
const FILTER = [
  'sample_type',
  'focus',
  'ignore',
  'hide',
  'show',
  'show_from',
  'label',
  'fold',
  'package',
].map((name) => query(name, 'as of /profiles/{id}/top'));
const call = (operationId: string, summary: string, rest: object): object => ({
  operationId: `profiles.${operationId}`,
  summary,
  tags: ['profiles'],
  ...rest,
});

/** What the contract cannot say, whose bodies are bytes: paths of the OpenAPI document. */
export const RAW_PATHS: Readonly<Record<string, object>> = {
  '/profiles': {
    post: call('upload', 'Keep a profile: 201, or 200 when the same bytes are there', {
      parameters: [query('filename', 'what to call it'), query('target', 'id of the target it is of')],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        200: { description: 'the ProfileRecord that is there', content: { 'application/json': {} } },
        201: { description: 'its ProfileRecord', content: { 'application/json': {} } },
        413: { description: 'PROFILE_FILE_TOO_LARGE' },
        422: { description: 'it is no profile, or more than can be read: code and reason' },
        507: { description: 'DISK_FULL, QUOTA_FULL, NOT_WRITTEN' },
      },
    }),
  },
  '/profiles/{id}/raw': {
    get: call('raw', 'The bytes as they came', {
      parameters: [id],
      responses: file('application/octet-stream', 'the file'),
    }),
  },
  '/profiles/{id}/flamegraph': {
    get: call('flamegraph', 'A call tree as one column frame', {
      parameters: [
        id,
        query('view', 'merged, inverted, callers or callees', {
          schema: { type: 'string', enum: ['merged', 'inverted', 'callers', 'callees'] },
        }),
        query('function', 'the middle of callers and callees'),
        ...FILTER,
      ],
      responses: file('application/octet-stream', 'parent, name, file, line, flat, cum, flags'),
    }),
  },
  '/profiles/{id}/export': {
    get: call('export', 'The profile for another program', {
      parameters: [
        id,
        query('format', 'pprof, folded or speedscope', {
          required: true,
          schema: { type: 'string', enum: ['pprof', 'folded', 'speedscope'] },
        }),
        ...FILTER,
      ],
      responses: file('application/octet-stream', 'the file'),
    }),
  },
};
