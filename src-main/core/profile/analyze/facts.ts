import type { ProfileFacts } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';
import type { FunctionIndex } from '../stacks/functions.js';
import type { FrameTree } from '../stacks/frames.js';
import { exact, shareBase } from '../stacks/weights.js';
import { kindOf } from './kind.js';

/** What a profile says about itself. `hint` is the name it was captured or saved under. */
export function factsOf(profile: Profile, fns: FunctionIndex, tree: FrameTree, hint: string): ProfileFacts {
  const { period } = profile;
  const isDump = profile.format === 'goroutines';
  return {
    ...(isDump ? { type: 'goroutine', profileType: 'goroutine' } : kindOf(profile, hint)),
    format: profile.format,
    ...whenOf(profile),
    sampleTypes: profile.sampleTypes.map((type, i) => ({
      ...type,
      total: exact(shareBase(profile, i)),
    })),
    defaultSampleType: Math.max(0, profile.defaultSampleType),
    period: period === null || period.type === '' ? null : { ...period, value: exact(period.value) },
    samples: profile.samples.count,
    functions: fns.list.length,
    nodes: tree.count - 1,
    module: fns.module,
    goroutines: isDump ? profile.samples.count : null,
    comments: profile.comments.slice(0, 100),
  };
}

/** When a profile was taken, and over how long. */
export function whenOf({
  timeNanos,
  durationNanos,
}: Profile): Pick<ProfileFacts, 'takenAt' | 'durationSeconds'> {
  return {
    takenAt: isoOf(timeNanos),
    durationSeconds: durationNanos > 0n ? Number(durationNanos) / 1e9 : null,
  };
}

/** Times a calendar can hold: years 1970 to 9999. */
export function isoOf(nanos: bigint): string | null {
  const ms = Number(nanos / 1_000_000n);
  return ms <= 0 || ms > 253_402_300_799_000 ? null : new Date(ms).toISOString();
}
