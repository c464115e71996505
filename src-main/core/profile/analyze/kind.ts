import type { ProfileClass } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';

interface Kind {
  type: ProfileClass;
  profileType: string;
}

/** What sample and period types say a profile is: Go's own, then those of other runtimes. */
const BY_TYPE: [RegExp, Kind][] = [
  [/^(?:inuse_space|inuse_objects|space|objects|live|growth)$/, { type: 'memory', profileType: 'heap' }],
  [/^alloc_(?:space|objects|in_new_tlab|outside_tlab)/, { type: 'memory', profileType: 'allocs' }],
  [/^goroutineleak/, { type: 'goroutine', profileType: 'goroutineleak' }],
  [/^goroutines?$/, { type: 'goroutine', profileType: 'goroutine' }],
  [/^threadcreate$/, { type: 'threadcreate', profileType: 'threadcreate' }],
  [/^(?:cpu|samples)$/, { type: 'cpu', profileType: 'cpu' }],
];

/**
 * Block and mutex profiles have the same sample types (contentions, delay); only where they came from tells them
 * apart, so `hint` is the name they were captured or saved under.
 */
export function kindOf(profile: Profile, hint: string): Kind {
  const types = profile.sampleTypes.map(({ type }) => type);
  if (types.includes('delay') || types.includes('contentions')) {
    const isMutex = /mutex/i.test(hint) || profile.period?.type === 'mutex';
    return isMutex ? { type: 'mutex', profileType: 'mutex' } : { type: 'block', profileType: 'block' };
  }
  const named = types[profile.defaultSampleType] ?? '';
  const heap = types.includes('inuse_space') && types.includes('alloc_space');
  if (heap) return { type: 'memory', profileType: named.startsWith('alloc') ? 'allocs' : 'heap' };
  for (const type of [profile.period?.type ?? '', named, ...types]) {
    const found = BY_TYPE.find(([pattern]) => pattern.test(type));
    if (found !== undefined) return found[1];
  }
  return { type: 'other', profileType: named === '' ? 'other' : named };
}
