import { fail, type Result } from '../../../shared/base/result.js';
import type { ProfileRecord } from '../../../shared/model/profile.js';

/**
 * Profiles of the same target, or of files together, that go so that `bytes` more fit into the quota: the
 * oldest that are not pinned. null = even without all of those they do not fit.
 */
export function toDrop(
  records: Iterable<ProfileRecord>,
  targetId: string | null,
  bytes: number,
  quotaBytes: number,
): ProfileRecord[] | null {
  const group = [...records].filter((record) => record.targetId === targetId);
  let used = group.reduce((sum, record) => sum + record.bytes, bytes);
  const dropped: ProfileRecord[] = [];
  const oldest = group.filter(({ pinned }) => !pinned).sort((a, b) => (a.addedAt < b.addedAt ? -1 : 1));
  for (const record of oldest) {
    if (used <= quotaBytes) break;
    dropped.push(record);
    used -= record.bytes;
  }
  return used <= quotaBytes ? dropped : null;
}

/** Why nothing more fits. */
export function quotaFull(quotaBytes: number): Result<never> {
  const mib = Math.round(quotaBytes / (1024 * 1024));
  return fail(
    'QUOTA_FULL',
    `The ${mib.toString()} MiB for these profiles do not take this one, even without all that are not pinned. Unpin some or raise profiles.quotaBytes.`,
    { limit: mib },
  );
}
