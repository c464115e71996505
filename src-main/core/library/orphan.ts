import type { ProfileHost } from '../../../shared/model/ports.js';
import type { ProfileFile } from '../../../shared/model/profile-work.js';
import type { ProfileFacts } from '../../../shared/model/profile.js';
import type { Log } from '../log/log.js';

/** Refusals that say nothing of the bytes. */
const NOT_OF_THE_BYTES = new Set([
  ...['CANCELLED', 'FILE_UNREADABLE', 'PROFILE_CHILD_DIED', 'PROFILE_FAILED'],
  ...['PROFILE_TOO_LARGE', 'PROFILE_TOO_SLOW'],
]);

/**
 * Reads bytes that have no record again. What could not be read for a reason that is not theirs, such as that the
 * core ends, is left for the next start.
 */
export async function factsOfOrphan(
  host: ProfileHost,
  log: Log,
  file: string,
  place: ProfileFile,
): Promise<ProfileFacts | 'left' | 'no profile'> {
  const facts = await host.ask(place, { ask: 'facts' });
  if (facts.ok) return facts.value;
  const { code } = facts.error;
  if (NOT_OF_THE_BYTES.has(code)) {
    log.warn({ file, code }, 'a file of the library could not be read now; left');
    return 'left';
  }
  log.warn({ file, code }, 'a file of the library is no profile; removed');
  return 'no profile';
}
