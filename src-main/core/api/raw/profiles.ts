import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { EXPORT_FORMATS, LOCAL_LIMITS, REMOTE_LIMITS } from '../../../../shared/model/profile-work.js';
import { ProfileFilter, TreeView } from '../../../../shared/model/profile.js';
import { filterOf } from '../profiles.js';
import { sendError, sendJson } from '../respond.js';
import type { Actor, Services } from '../services.js';
import { isRefusal, statusOf } from '../status.js';
import { sendFile } from './send-file.js';

const PLACE = /^\/api\/v1\/profiles(?:\/([^/]+)\/(raw|flamegraph|export))?$/;
const DIFF = '/api/v1/profiles/diff';
const Tree = v.object({
  ...ProfileFilter.entries,
  view: v.optional(TreeView, 'merged'),
  function: v.optional(v.string()),
});
const Export = v.object({ ...ProfileFilter.entries, format: v.picklist(EXPORT_FORMATS) });
const EXPORTED = {
  pprof: { ending: '.pb.gz', type: 'application/octet-stream' },
  folded: { ending: '.folded.txt', type: 'text/plain; charset=utf-8' },
  speedscope: { ending: '.speedscope.json', type: 'application/json; charset=utf-8' },
} as const;

interface Call {
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
  actor: Actor;
}

/** Bytes of profiles, in and out, which no JSON carries. */
export class RawProfiles {
  private readonly services: Services;

  constructor(services: Services) {
    this.services = services;
  }

  /** Answers a call that is one of these; false for anything else. */
  async answer(call: Call): Promise<boolean> {
    const [, id, what] = PLACE.exec(call.url.pathname) ?? [];
    const { method } = call.request;
    // No profile: the name of what is not built yet.
    if (call.url.pathname === DIFF) {
      sendError(call.response, 404, 'NOT_AVAILABLE', 'Profiles cannot be compared yet.');
      return true;
    }
    const isPlace = PLACE.test(call.url.pathname);
    if (!isPlace || method !== (id === undefined ? 'POST' : 'GET')) return false;
    const ending = new AbortController();
    call.response.once('close', () => {
      ending.abort();
    });
    try {
      if (id === undefined) await this.upload(call, ending.signal);
      else if (what === 'raw') await this.raw(call, id);
      else if (what === 'flamegraph') await this.tree(call, id, ending.signal);
      else await this.export(call, id, ending.signal);
    } catch (error) {
      if (call.response.headersSent || call.response.destroyed) call.response.destroy();
      else if (isRefusal(error))
        sendError(call.response, statusOf(error.code), error.code, error.message, error.data);
      else throw error;
    }
    return true;
  }

  private async upload({ url, request, response, actor }: Call, signal: AbortSignal): Promise<void> {
    const { profiles, targets } = this.services;
    const targetId = url.searchParams.get('target');
    if (targetId !== null && !targets.has(targetId)) {
      sendError(response, 404, 'NOT_FOUND', `There is no target ${targetId}.`, { id: targetId });
      return;
    }
    const limits = actor.kind === 'local' ? LOCAL_LIMITS : REMOTE_LIMITS;
    if (Number(request.headers['content-length'] ?? 0) > limits.wireBytes) {
      const limit = Math.round(limits.wireBytes / (1024 * 1024));
      const message = `The file is larger than the ${limit.toString()} MiB that are taken.`;
      sendError(response, 413, 'PROFILE_FILE_TOO_LARGE', message, { limit });
      return;
    }
    // Left alone when it is not read to its end: an answer must still go out over its connection.
    const body = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const origin = actor.kind === 'local' ? 'file' : 'upload';
    const from = { name: url.searchParams.get('filename') ?? '', origin, targetId } as const;
    const kept = await profiles.upload(body, from, { limits, signal });
    if (kept.ok) {
      sendJson(response, kept.value.created ? 201 : 200, kept.value.record);
      return;
    }
    const { code, message, params } = kept.error;
    if (!request.complete) response.setHeader('connection', 'close');
    sendError(response, statusOf(code), code, message, params);
  }

  private async raw({ response }: Call, id: string): Promise<void> {
    const { path, name } = this.services.profiles.bytesOf(id);
    await sendFile(response, path, { download: name });
  }

  private async tree({ url, response }: Call, id: string, signal: AbortSignal): Promise<void> {
    const asked = readQuery(url, Tree, response);
    if (asked === null) return;
    const { view, function: of } = asked;
    if (of === undefined && (view === 'callers' || view === 'callees')) {
      sendError(
        response,
        422,
        'INVALID_INPUT',
        `view=${view} needs function=, the one to stand in the middle.`,
      );
      return;
    }
    const filter = filterOf(asked);
    const answer = await this.services.profiles.ask(
      id,
      { ask: 'tree', filter, view, function: of },
      { signal },
    );
    await sendFile(response, answer.file);
  }

  private async export({ url, response }: Call, id: string, signal: AbortSignal): Promise<void> {
    const asked = readQuery(url, Export, response);
    if (asked === null) return;
    const { profiles } = this.services;
    const { format } = asked;
    const answer = await profiles.ask(id, { ask: 'export', filter: filterOf(asked), format }, { signal });
    const { ending, type } = EXPORTED[format];
    const name = profiles.get(id).name.replace(/\.(?:pb|pb\.gz|pprof|prof|gz|txt)$/i, '');
    await sendFile(response, answer.file, { contentType: type, download: name + ending });
  }
}

/** The query of a call by a schema, a key that comes twice as a list; null once a refusal was sent. */
function readQuery<T>(url: URL, schema: v.GenericSchema<unknown, T>, response: ServerResponse): T | null {
  const given = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => {
      const values = url.searchParams.getAll(key);
      return [key, values.length === 1 ? values[0] : values];
    }),
  );
  const read = v.safeParse(schema, given);
  if (read.success) return read.output;
  const issues = read.issues.map((issue) => ({ path: v.getDotPath(issue) ?? '', message: issue.message }));
  const message = issues.map((one) => `${one.path}: ${one.message}`).join('; ');
  sendError(response, 422, 'INVALID_INPUT', message.slice(0, 1000), { issues });
  return null;
}
