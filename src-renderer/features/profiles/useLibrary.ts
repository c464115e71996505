import { useI18n } from 'vue-i18n';
import { useRoute, useRouter } from 'vue-router';
import type { ProfileRecord } from '../../../shared/model/profile.js';
import { useProfiles, type ProfileChange } from '../../stores/profiles.js';
import { useToasts } from '../../stores/toasts.js';
import { formatRound } from '../../ui/format/number.js';
import { duration } from '../../ui/format/time.js';
import { useFailure } from '../../widgets/useFailure.js';

/** The time a profile covers; empty for one of a moment. */
export const coversOf = (p: ProfileRecord): string =>
  p.durationSeconds !== null && p.durationSeconds >= 0.5
    ? duration(Math.round(p.durationSeconds) * 1000)
    : '';

/** How much a profile is: the time it covers, else its bytes. */
export const sizeOf = (p: ProfileRecord): string => coversOf(p) || formatRound(p.bytes, 'bytes');

/** What a person does to a profile of the library. */
export function useLibrary() {
  const { t } = useI18n();
  const router = useRouter();
  const route = useRoute();
  const profiles = useProfiles();
  const toasts = useToasts();
  const failed = useFailure();

  async function annotate(p: ProfileRecord, change: ProfileChange): Promise<void> {
    try {
      await profiles.update(p.id, change);
    } catch (error) {
      failed(t('profiles.saveFailed'), error);
    }
  }
  const tag = (p: ProfileRecord, typed: string): Promise<void> => {
    const tags = typed.split(',').map((s) => s.trim().slice(0, 100));
    return annotate(p, { tags: [...new Set(tags)].filter((s) => s !== '').slice(0, 20) });
  };
  async function bring(id: string): Promise<void> {
    try {
      await profiles.restore(id);
    } catch (error) {
      failed(t('profiles.restoreFailed'), error);
    }
  }
  async function remove(p: ProfileRecord): Promise<void> {
    try {
      // its page goes first: it would ask for what is no longer there
      if (route.params['id'] === p.id) await router.push({ name: 'profiles' });
      await profiles.remove(p.id);
      toasts.undoable(
        t('profiles.removed', { name: p.name }),
        t('profiles.removedUntil'),
        () => void bring(p.id),
      );
    } catch (error) {
      failed(t('profiles.removeFailed'), error);
    }
  }
  return { annotate, tag, remove, pin: (p: ProfileRecord) => annotate(p, { pinned: !p.pinned }) };
}
