import type { FunctionDetail, HandOff } from '../../../shared/model/profile.js';
import type { Phrase } from '../../i18n/phrase.js';
import { shortName } from '../../ui/flamegraph/labels.js';
import { place } from './measure.js';

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
    fn: shortName(top.function),
    place: `${shortName(top.function)} (${place(top.file, top.line)})`,
    value: value(top.value),
    total: value(total),
    share: share(top.value),
    callee: top.callees.slice(0, 2).map(shortName).join(', '),
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
    params: { fn: shortName(fn.name), flat: value(fn.flat), cum: value(fn.cum), total: value(total) },
    strong: ['fn', 'flat', 'cum'],
  };
}
