import type { Chromium, Tab } from './chromium.js';

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[]] } };
  nodes: number[];
}

/** Live bytes of a page's heap: what it holds, and V8's compiled code, which grows for minutes while it optimizes. */
export interface HeapSizes {
  dataMb: number;
  codeMb: number;
}

/** Collects what can be collected, then adds up a heap snapshot by sort of node. */
export async function heapSizes(chromium: Chromium, tab: Tab): Promise<HeapSizes> {
  for (let i = 0; i < 3; i += 1) await tab.send('HeapProfiler.collectGarbage');
  let text = '';
  const off = chromium.on(({ method, sessionId, params }) => {
    if (method === 'HeapProfiler.addHeapSnapshotChunk' && sessionId === tab.session)
      text += String(params?.['chunk']);
  });
  await tab.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  off();
  const { snapshot, nodes } = JSON.parse(text) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf('type'), fields.indexOf('self_size')];
  const code = types[0].indexOf('code');
  const sizes = { data: 0, code: 0 };
  for (let at = 0; at < nodes.length; at += fields.length)
    sizes[nodes[at + type] === code ? 'code' : 'data'] += nodes[at + size] ?? 0;
  return { dataMb: sizes.data / 1e6, codeMb: sizes.code / 1e6 };
}
