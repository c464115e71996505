import { useI18n } from 'vue-i18n';
import { useRouter } from 'vue-router';
import { isAbort } from '../api/errors.js';
import { useToasts } from '../stores/toasts.js';
import { useUploads } from '../stores/uploads.js';
import { useFailure } from '../widgets/useFailure.js';

/** Takes files into the library: the first that can be read opens, the others are offered. */
export function useProfileFiles(): (files: readonly File[]) => Promise<void> {
  const { t } = useI18n();
  const router = useRouter();
  const uploads = useUploads();
  const toasts = useToasts();
  const failed = useFailure();

  return async (files) => {
    let opened = false;
    const take = async (file: File): Promise<void> => {
      try {
        const { id, name } = await uploads.send(file);
        const open = (): void => void router.push(`/profiles/${id}`);
        if (opened) toasts.offer(t('capture.opened', { name }), '', { text: t('capture.open'), run: open });
        else {
          opened = true;
          open();
        }
      } catch (error) {
        if (!isAbort(error)) failed(t('capture.notOpened', { name: file.name }), error);
      }
    };
    // One after the other: the child reads one file at a time, and the first one opens first.
    for (const file of files) await take(file);
  };
}
