import type { Annotation } from '../../shared/model/annotation.js';
import type { Phrase } from '../i18n/phrase.js';
import type { ChartMarker } from '../ui/charts/model.js';
import type { MarkKind } from '../ui/marks.js';

const MARK: Record<Annotation['kind'], MarkKind> = {
  restart: 'restart',
  build: 'deploy',
  down: 'down',
  up: 'up',
  gap: 'gap',
  owner: 'owner',
  capture: 'capture',
  alert: 'critical',
  note: 'flag',
};

export const annotationMark = (a: Annotation): MarkKind => MARK[a.kind];

/** What happened, in a few words. */
export function annotationPhrase(a: Annotation): Phrase {
  const params: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(a.data)) if (value !== null) params[key] = value;
  if (a.kind === 'note')
    return { key: 'marks.note', params: { text: String(a.data['text'] ?? a.data['message'] ?? '') } };
  if (a.kind === 'build') {
    const version = a.data['to'] ?? a.data['version'] ?? a.data['buildVersion'];
    return version === null || version === undefined
      ? { key: 'marks.build' }
      : { key: 'marks.buildTo', params: { version: String(version).slice(0, 16) } };
  }
  return { key: `marks.${a.kind}`, params };
}

/** Markers of charts: a cause is dashed, what is wrong has the signal line. */
export function toMarkers(list: readonly Annotation[], say: (p: Phrase) => string): ChartMarker[] {
  return list
    .filter((a) => a.kind !== 'owner')
    .map((a) => ({
      id: a.id,
      t: a.tMs,
      ...(a.endMs === undefined ? {} : { end: a.endMs }),
      kind: annotationMark(a),
      text: say(annotationPhrase(a)),
      line: a.kind === 'down' || a.kind === 'alert' ? 'signal' : a.kind === 'up' ? 'none' : 'dashed',
    }));
}

/** Since when a target is down: its last `down` that no `up` followed. */
export function downSince(list: readonly Annotation[]): number | null {
  let since: number | null = null;
  for (const a of list) {
    if (a.kind === 'down') since = a.tMs;
    if (a.kind === 'up') since = null;
  }
  return since;
}
