import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { isAbort, useProfiles } from '../stores/profiles.js';
import { useToasts } from '../stores/toasts.js';
import { useUploads } from '../stores/uploads.js';
import { useFailure } from '../widgets/useFailure.js';

/** Brings files into the library, one after the other; each is opened as it is there. */
export function useProfileFiles(): { open: (files: readonly File[]) => void; choose: () => void } {
  const { t } = useI18n();
  const router = useRouter();
  const profiles = useProfiles();
  const uploads = useUploads();
  const toasts = useToasts();
  const failed = useFailure();

  async function send(file: File): Promise<string | null> {
    const known = new Set(profiles.all.map((p) => p.id));
    try {
      const record = await uploads.send(file);
      if (known.has(record.id)) toasts.done(t('profiles.upload.known', { name: file.name }));
      else
        toasts.undoable(t('profiles.upload.opened', { name: file.name }), '', () => {
          profiles.remove(record.id).catch((error: unknown) => {
            failed(t('profiles.removeFailed'), error);
          });
          if (router.currentRoute.value.params['id'] === record.id) void router.push({ name: 'profiles' });
        });
      return record.id;
    } catch (error) {
      if (isAbort(error)) toasts.done(t('profiles.upload.cancelled', { name: file.name }));
      else failed(t('profiles.upload.refused', { name: file.name }), error);
      return null;
    }
  }

  async function sendAll(files: readonly File[]): Promise<void> {
    for (const file of files) {
      const id = await send(file);
      if (id !== null) await router.push({ name: 'profile', params: { id } });
    }
  }
  function choose(): void {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.onchange = () => void sendAll([...(input.files ?? [])]);
    input.click();
  }
  return { open: (files) => void sendAll(files), choose };
}
