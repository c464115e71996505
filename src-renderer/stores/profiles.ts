import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import type {
  FunctionDetail,
  GoroutineTable,
  GroupTable,
  HandOffTable,
  LabelKey,
  ProfileFilter,
  ProfileRecord,
  SourceView,
  TopTable,
  TreeView,
} from '../../shared/model/profile.js';
import { toApiError, type ApiError } from '../api/errors.js';
import { useSession } from './session.js';
import { useStream } from './stream.js';

interface Delta {
  items: ProfileRecord[];
  removed?: string[];
  usedBytes?: number;
}
export type ProfileChange = Partial<Pick<ProfileRecord, 'name' | 'note' | 'tags' | 'pinned' | 'module'>>;
export const EXPORTS = ['pprof', 'folded', 'speedscope'] as const;
export type ExportFormat = (typeof EXPORTS)[number];

/** A query of a call: a list is the name once for each of its values. */
function query(values: Record<string, string | string[] | undefined>): string {
  const pairs = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [key, one]),
  );
  return new URLSearchParams(pairs).toString();
}

/** The library of profiles, newest first, and what is asked of one. Calls reject with the core's reason. */
export const useProfiles = defineStore('profiles', () => {
  const session = useSession();
  const stream = useStream();
  const byId = shallowRef(new Map<string, ProfileRecord>());
  const loaded = ref(false);
  const error = shallowRef<ApiError | null>(null);
  const usedBytes = ref(0);
  const quotaBytes = ref(0);

  function apply({ items, removed = [], usedBytes: used }: Delta): void {
    const map = new Map(byId.value);
    for (const id of removed) map.delete(id);
    for (const item of items) map.set(item.id, item);
    byId.value = map;
    if (used !== undefined) usedBytes.value = used;
  }

  async function load(): Promise<void> {
    try {
      const items: ProfileRecord[] = [];
      let cursor: string | undefined;
      do {
        const page = await session.api().profiles.list({ limit: 500, ...(cursor ? { cursor } : {}) });
        items.push(...page.items);
        cursor = page.nextCursor ?? undefined;
        usedBytes.value = page.usedBytes;
        quotaBytes.value = page.quotaBytes;
      } while (cursor !== undefined && items.length < 5000);
      byId.value = new Map(items.map((p) => [p.id, p]));
      loaded.value = true;
      error.value = null;
    } catch (e) {
      error.value = toApiError(e);
    }
  }
  stream.on('profiles', (event) => {
    apply(event.payload as Delta);
  });
  stream.onOpen(load);

  function put(record: ProfileRecord): ProfileRecord {
    apply({ items: [record] });
    return record;
  }
  const update = async (id: string, change: ProfileChange): Promise<ProfileRecord> =>
    put(await session.api().profiles.update({ id, ...change }));
  async function remove(id: string): Promise<void> {
    await session.api().profiles.remove({ id });
    apply({ items: [], removed: [id] });
  }
  const restore = async (id: string): Promise<ProfileRecord> =>
    put(await session.api().profiles.restore({ id }));
  async function upload(
    file: File,
    options: { onSent: (bytes: number, of: number) => void; signal: AbortSignal },
  ): Promise<ProfileRecord> {
    const path = `/profiles?${query({ filename: file.name })}`;
    return put((await session.raw().upload(path, file, options)) as ProfileRecord);
  }

  const id = (of: string, rest = ''): string => `/profiles/${encodeURIComponent(of)}${rest}`;
  const ask = {
    get: async (of: string): Promise<ProfileRecord> => put(await session.api().profiles.get({ id: of })),
    tree: (of: string, filter: ProfileFilter, view: TreeView, fn?: string, signal?: AbortSignal) =>
      session.raw().bytes(id(of, `/flamegraph?${query({ ...filter, view, function: fn })}`), signal),
    top: (of: string, filter: ProfileFilter, sort: 'flat' | 'cum', limit: number): Promise<TopTable> =>
      session.api().profiles.top({ id: of, ...filter, sort, limit }),
    detail: (of: string, filter: ProfileFilter, fn: string): Promise<FunctionDetail> =>
      session.api().profiles.function({ id: of, ...filter, function: fn }),
    handoffs: (of: string, filter: ProfileFilter, limit: number, fn?: string): Promise<HandOffTable> =>
      session.api().profiles.handoffs({ id: of, ...filter, limit, ...(fn ? { function: fn } : {}) }),
    groups: (of: string, filter: ProfileFilter, by: string): Promise<GroupTable> =>
      session.api().profiles.groups({ id: of, ...filter, by }),
    labels: async (of: string, filter: ProfileFilter): Promise<LabelKey[]> =>
      (await session.api().profiles.labels({ id: of, ...filter })).items,
    source: (of: string, filter: ProfileFilter, fn: string): Promise<SourceView> =>
      session.api().profiles.source({ id: of, ...filter, function: fn }),
    goroutines: (
      of: string,
      asked: { by: string; state?: string; leaked?: boolean; search?: string },
    ): Promise<GoroutineTable> => session.api().profiles.goroutines({ id: of, ...asked }),
    export: (of: string, filter: ProfileFilter, format: ExportFormat) =>
      session.raw().file(id(of, `/export?${query({ ...filter, format })}`)),
    raw: (of: string) => session.raw().file(id(of, '/raw')),
    traceTool: (of: string) => session.api().profiles.traceTool({ id: of }),
  };

  const all = computed(() =>
    [...byId.value.values()].sort((a, b) => timeOf(b).localeCompare(timeOf(a)) || a.id.localeCompare(b.id)),
  );
  return {
    all,
    loaded,
    error,
    usedBytes,
    quotaBytes,
    get: (of: string): ProfileRecord | undefined => byId.value.get(of),
    update,
    remove,
    restore,
    upload,
    ask,
  };
});

/** When it was taken, or came here if it does not say. */
export const timeOf = (record: ProfileRecord): string => record.takenAt ?? record.addedAt;

export { isAbort, toApiError, type ApiError } from '../api/errors.js';
