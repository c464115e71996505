import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from 'vue';
import { StepTable } from '../../stores/columns.js';
import { useSession } from '../../stores/session.js';
import { useStream } from '../../stores/stream.js';
import { MOST_RANGE, useView } from '../../stores/view.js';
import { ALL_COLUMNS } from './columns.js';
import { usualRange } from './usual.js';

/** By column id, then target id. */
export type UsualRanges = Map<string, Map<string, [number, number]>>;

const AGAIN_MS = 60_000;
const POINTS = 60;

/** The usual range of every sparkline, from the hour that memory holds; asked once a minute while it is looked at. */
export function useUsual(): ShallowRef<UsualRanges> {
  const session = useSession();
  const stream = useStream();
  const view = useView();
  const ranges = shallowRef<UsualRanges>(new Map());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let gone = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    if (gone || view.hidden || stream.state !== 'open') return;
    const end = view.now();
    const queries = ALL_COLUMNS.map(({ id, expr }) => ({ id, expr }));
    try {
      const answer = await session
        .api()
        .query.range({ queries, start: end - MOST_RANGE, end, maxPoints: POINTS });
      const next: UsualRanges = new Map();
      for (const result of answer.results) {
        const table = new StepTable(POINTS);
        table.load(result, answer.step);
        const byTarget = new Map<string, [number, number]>();
        for (const series of table.view(end - MOST_RANGE, end)) {
          const usual = usualRange(series);
          if (usual) byTarget.set(series.labels['target'] ?? '', usual);
        }
        next.set(result.id, byTarget);
      }
      ranges.value = next;
    } catch {
      // the band is a help, not the picture: it comes with the next answer
    }
    timer = setTimeout(() => void ask(), AGAIN_MS);
  }

  watch(
    () => [view.hidden, stream.state],
    () => void ask(),
    { immediate: true },
  );
  onBeforeUnmount(() => {
    gone = true;
    clearTimeout(timer);
  });
  return ranges;
}
