import type { FunctionDetail, GoroutineTable, HandOff } from '../../../shared/model/profile.js';
import type { Phrase } from '../../i18n/phrase.js';
import { integer } from '../../ui/format/number.js';
import { place } from './measure.js';
import { functionName } from './names.js';

/** A line that hands on less than this share says nothing about the profile. */
const NEWS = 0.03;

interface Words {
  value: (v: number | string) => string;
  share: (v: number | string) => string;
  total: number;
}

/** The dearest own line and what it hands to; null where none stands out. */
export function leadOf(rows: readonly HandOff[], { value, share, total }: Words): Phrase | null {
  const top = rows[0];
  if (!top || total <= 0 || Number(top.value) < total * NEWS) return null;
  const params = {
    fn: functionName(top.function),
    place: `${functionName(top.function)} (${place(top.file, top.line)})`,
    value: value(top.value),
    total: value(total),
    share: share(top.value),
    callee: top.callees.slice(0, 2).map(functionName).join(', '),
  };
  return {
    key: top.itself || top.callees.length === 0 ? 'profiles.say.itself' : 'profiles.say.handoff',
    params,
    strong: ['place', 'value', 'callee'],
  };
}

/** What one function costs. */
export function functionLead(fn: FunctionDetail, { value, total }: Words): Phrase {
  return {
    key: 'profiles.say.flat',
    params: { fn: functionName(fn.name), flat: value(fn.flat), cum: value(fn.cum), total: value(total) },
    strong: ['fn', 'flat', 'cum'],
  };
}

/** What most goroutines of a dump do, and whether some can never run again; null where there are none. */
export function goroutineLead({ total, leaked, stacks, items }: GoroutineTable): Phrase | null {
  const most = (leaked > 0 ? items.find((g) => g.leaked > 0) : undefined) ?? items[0];
  if (!most) return null;
  const stands = most.stack[most.standsAt] ?? most.stack[0];
  const params = {
    n: integer(leaked > 0 ? leaked : total),
    stacks: integer(stacks),
    most: integer(most.count),
    state: most.state,
    fn: functionName(stands?.name ?? ''),
    minutes: integer(most.longestMinutes ?? 0),
  };
  if (leaked > 0 && most.longestMinutes !== null)
    return { key: 'goroutines.sayLeakedSince', params, strong: ['n', 'fn', 'minutes'], plural: leaked };
  if (leaked > 0) return { key: 'goroutines.sayLeaked', params, strong: ['n', 'fn'], plural: leaked };
  return { key: 'goroutines.say', params, strong: ['n', 'most', 'fn'], plural: total };
}
