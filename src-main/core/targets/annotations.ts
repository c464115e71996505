import crypto from 'node:crypto';
import * as v from 'valibot';
import { Annotation, type AnnotationKind } from '../../../shared/model/annotation.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../log/log.js';

export const isAnnotation = (value: unknown): value is Annotation => v.is(Annotation, value);

/** Annotations kept when the journal is opened anew. */
export const ANNOTATIONS_KEPT = 10_000;

type Listener = (annotation: Annotation) => void;

/** What happened to targets: in memory in order of time of writing, on disk in a journal. */
export class Annotations {
  private readonly items: Annotation[];
  private readonly journal: Journal<Annotation> | null;
  private readonly log: Log;
  private readonly listeners = new Set<Listener>();

  constructor(items: Annotation[], journal: Journal<Annotation> | null, log: Log) {
    this.items = items;
    this.journal = journal;
    this.log = log;
  }

  add(
    targetId: string,
    kind: AnnotationKind,
    tMs: number,
    data: Annotation['data'] = {},
    endMs?: number,
  ): Annotation {
    const annotation: Annotation = {
      id: crypto.randomUUID(),
      targetId,
      tMs,
      ...(endMs === undefined ? {} : { endMs }),
      kind,
      data,
    };
    this.items.push(annotation);
    if (this.items.length > 2 * ANNOTATIONS_KEPT) this.items.splice(0, ANNOTATIONS_KEPT);
    this.journal?.append(annotation).catch((error: unknown) => {
      this.log.error({ error: String(error), annotation }, 'annotation not written');
    });
    for (const listener of this.listeners) listener(annotation);
    return annotation;
  }

  list(filter: {
    targetId?: string | undefined;
    startMs?: number | undefined;
    endMs?: number | undefined;
  }): Annotation[] {
    const { targetId, startMs = -Infinity, endMs = Infinity } = filter;
    return this.items
      .filter(
        (a) =>
          (targetId === undefined || a.targetId === targetId) &&
          (a.endMs ?? a.tMs) >= startMs &&
          a.tMs <= endMs,
      )
      .sort((a, b) => a.tMs - b.tMs);
  }

  onAdd(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.journal?.close();
  }
}
