import { computed } from 'vue';
import type { SourceKind, Target } from '../../../shared/model/target.js';
import { useAnnotations } from '../../stores/annotations.js';
import type { LiveQuery } from '../../stores/live.js';
import { useStream } from '../../stores/stream.js';
import { useView } from '../../stores/view.js';
import { extent } from '../../ui/charts/spark.js';
import { toMarkers } from '../../widgets/annotation-marks.js';
import type { Problem } from '../../widgets/target-state.js';
import { useLiveQueries } from '../../widgets/useLiveQueries.js';
import { useSaid } from '../../widgets/useSaid.js';
import { provideSection, type PanelState, type SectionContext } from './context.js';
import { endOf, upTo } from './ended.js';

/** The expressions of a section. Ids are fixed: one section of one target is shown at a time. */
export interface Batch<Id extends string> {
  /** All that is asked; `compareMs` earlier too if it is not 0. */
  queries: (targetId: string, compareMs: number) => LiveQuery[];
  queryId: (id: Id) => string;
  beforeId: (id: Id) => string;
  exprOf: (id: Id, targetId: string) => string;
  /** What its series come from: where all of it has fallen silent, lines, figures and sentences end. Default: any. */
  kinds?: readonly SourceKind[];
}

/** Keeps a section's expressions live and gives its panels what they share. */
export function useTargetSection<Id extends string>(
  props: { target: Target; problem: Problem },
  batch: Batch<Id>,
): Omit<SectionContext<Id>, 'readouts'> {
  const say = useSaid();
  const annotations = useAnnotations();
  const stream = useStream();
  const view = useView();
  const live = useLiveQueries(() => batch.queries(props.target.id, view.compare ? view.rangeMs : 0));

  const end = computed(() => endOf(props.target, batch.kinds));
  const read = (id: Id) => upTo(live.read(batch.queryId(id)), end.value);
  // up to the same moment: they are compared
  const beforeAll = (id: Id) => (view.compare ? upTo(live.read(batch.beforeId(id)), end.value) : []);

  function stateOf(ids: readonly Id[]): PanelState {
    // entries are not reactive: they are looked at again with every frame
    const entries = live.frame.end > 0 ? ids.map((id) => live.entryOf(batch.queryId(id))) : [];
    // what looks back has samples of a moment at which nothing answered any more
    const isTold = end.value === Infinity || ids.some((id) => read(id).some(({ v }) => extent(v) !== null));
    if (isTold && entries.some((e) => e && !e.table.empty)) return { kind: 'ready' };
    const broken = entries.find((e) => e?.state === 'error');
    if (broken?.error) return { kind: 'error', ...broken.error };
    const waiting = entries.find((e) => e === undefined || e.state === 'loading');
    if (waiting !== undefined || entries.includes(undefined))
      return { kind: 'loading', askedAt: waiting?.askedAt ?? Date.now() };
    return { kind: 'empty' };
  }

  const context: Omit<SectionContext<Id>, 'readouts'> = {
    target: computed(() => props.target),
    problem: computed(() => props.problem),
    ended: computed(() => end.value < live.frame.start),
    frame: computed(() => live.frame),
    markers: computed(() => toMarkers(annotations.of(props.target.id), say)),
    dim: computed(
      () => stream.lostSince !== null || ['down', 'stale', 'paused'].includes(props.problem.state),
    ),
    read,
    one: (id) => read(id)[0],
    before: (id) => beforeAll(id)[0],
    beforeAll,
    exprOf: (id) => batch.exprOf(id, props.target.id),
    stepOf: (id) => live.entryOf(batch.queryId(id))?.table.step ?? 0,
    stateOf,
  };
  provideSection(context);
  return context;
}
