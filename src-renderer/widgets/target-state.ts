import type { Condition, Target } from '../../shared/model/target.js';
import type { Phrase, Said } from '../i18n/phrase.js';
import type { MarkKind } from '../ui/marks.js';

export type TargetState = 'up' | 'down' | 'stale' | 'restart' | 'paused' | 'unknown';

/** A restart is news for half an hour. */
const NEWS_MS = 30 * 60_000;

export interface Problem {
  state: TargetState;
  /** Worst first; 0 = nothing is wrong. */
  rank: number;
  mark: MarkKind;
  /** One bold word or none: "Down". */
  lead: Phrase | null;
  reason: Said | null;
  detail: Phrase | null;
  since: number | null;
  /** Further conditions, less bad. */
  others: number;
}

const ms = (text: string | null): number | null => (text === null ? null : Date.parse(text));

const CONDITION_RANK: Record<Condition['type'], number> = {
  stale: 4,
  limited: 3,
  partial: 3,
  slow: 3,
  restarted: 2,
  paused: 1,
};

export function stateMark(state: TargetState): MarkKind {
  if (state === 'unknown') return 'stale';
  return state;
}

function current(target: Target, now: number): Condition[] {
  return target.conditions
    .filter((c) => c.type !== 'restarted' || now - Date.parse(c.since) < NEWS_MS)
    .sort((a, b) => CONDITION_RANK[b.type] - CONDITION_RANK[a.type] || a.since.localeCompare(b.since));
}

/** The worst thing about a target, in words, and how it looks. `downSince` comes from its annotations. */
export function problemOf(target: Target, now: number, downSince: number | null): Problem {
  const conditions = current(target, now);
  const worst = conditions[0];
  const has = (type: Condition['type']): boolean => conditions.some((c) => c.type === type);
  const base = { lead: null, reason: null, detail: null, since: null, others: 0 };
  if (!target.enabled || has('paused')) {
    const since = ms(conditions.find((c) => c.type === 'paused')?.since ?? null);
    return { ...base, state: 'paused', rank: 1, mark: 'info', lead: { key: 'problem.paused' }, since };
  }
  if (target.health === 'down') {
    const since = downSince ?? ms(target.lastSeen);
    const lead: Phrase = { key: 'problem.down' };
    return {
      ...base,
      state: 'down',
      rank: 5,
      mark: 'critical',
      lead,
      reason: target.lastError,
      since,
      others: conditions.length,
    };
  }
  const state: TargetState = has('stale')
    ? 'stale'
    : target.health === 'unknown'
      ? 'unknown'
      : has('restarted')
        ? 'restart'
        : 'up';
  if (worst) {
    const rank = CONDITION_RANK[worst.type];
    const lead: Phrase = { key: `problem.${worst.type}` };
    const others = conditions.length - 1;
    return { ...base, state, rank, mark: 'warning', lead, reason: worst, since: ms(worst.since), others };
  }
  if (target.health === 'unknown') {
    const reason: Said = target.lastError ?? { key: 'problem.waiting' };
    const rank = target.lastError ? 4 : 0;
    return { ...base, state, rank, mark: target.lastError ? 'warning' : 'info', reason };
  }
  return { ...base, state, rank: 0, mark: 'up' };
}

/** CPU a target's polls take, as a share of one core, and whether all of it was measured. */
export function costOf(target: Target): { share: number; measured: boolean } {
  const polled = target.sources.filter((s) => s.state !== 'idle');
  const sum = polled.reduce((all, s) => all + s.cost.msPerSecond, 0);
  return { share: sum / 1000, measured: polled.every((s) => s.cost.basis === 'measured') };
}

/** "main.(*Server)" stays; a long commit hash is cut to what people read. */
export function shortBuild(build: string): string {
  return /^[0-9a-f]{12,}$/.test(build) ? build.slice(0, 7) : build;
}
