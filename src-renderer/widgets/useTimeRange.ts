import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import { useLive } from '../stores/live.js';
import { LEAST_RANGE, MOST_RANGE, RANGES, rangeText, useView } from '../stores/view.js';

/** Nearer to now than this, a window's end is now. */
const LIVE_MS = 2500;

export interface TimeRange {
  /** The last `ms`, going on. */
  goLive: (ms?: number) => void;
  /** A window of its own, standing still unless it ends now. Esc and Back undo it. */
  show: (start: number, end: number) => void;
  togglePause: () => void;
  toggleCompare: () => void;
  /** The next shorter (-1) or longer (+1) range of the menu. */
  stepRange: (way: -1 | 1) => void;
  /** Takes back the last zoom; false if there was none. */
  undoZoom: () => boolean;
}

/**
 * Range, pause and comparison belong to the address, so that back, forward, reload and a copied link keep
 * them: `?range=15m`, `&at=<epoch ms>` while it stands still, `&compare=1`. What the views read is the view
 * store, which follows the address.
 */
export function useTimeRange(): TimeRange {
  const router = useRouter();
  const route = useRoute();
  const view = useView();
  const live = useLive();

  const zoomDepth = (): number => {
    const depth = (history.state as { zoom?: unknown } | null)?.zoom;
    return typeof depth === 'number' ? depth : 0;
  };
  const clamp = (ms: number): number => Math.min(MOST_RANGE, Math.max(LEAST_RANGE, Math.round(ms)));

  function queryWith(rangeMs: number, at: number | null): LocationQuery {
    const { at: _at, range: _range, ...rest } = route.query;
    return {
      ...rest,
      range: rangeText(rangeMs),
      ...(at === null ? {} : { at: String(Math.round(at)) }),
    };
  }

  function goLive(ms = view.rangeMs): void {
    void router.push({ query: queryWith(clamp(ms), null) });
  }

  function show(start: number, end: number): void {
    const rangeMs = clamp(end - start);
    const now = view.now();
    const at = end > now - LIVE_MS ? null : Math.min(end, now);
    void router.push({ query: queryWith(rangeMs, at), state: { zoom: zoomDepth() + 1 } });
  }

  function togglePause(): void {
    const at = view.paused ? null : live.frame.end;
    void router.replace({ query: queryWith(view.rangeMs, at), state: { zoom: zoomDepth() } });
  }

  function toggleCompare(): void {
    const { compare: _compare, ...rest } = route.query;
    void router.replace({
      query: view.compare ? rest : { ...rest, compare: '1' },
      state: { zoom: zoomDepth() },
    });
  }

  function stepRange(way: -1 | 1): void {
    const next =
      way > 0 ? RANGES.find((r) => r > view.rangeMs) : [...RANGES].reverse().find((r) => r < view.rangeMs);
    if (next !== undefined) void router.push({ query: queryWith(next, view.at) });
  }

  function undoZoom(): boolean {
    if (zoomDepth() === 0) return false;
    router.back();
    return true;
  }

  return { goLive, show, togglePause, toggleCompare, stepRange, undoZoom };
}
