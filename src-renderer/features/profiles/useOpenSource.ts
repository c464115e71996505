import { useI18n } from 'vue-i18n';
import { useEditor } from '../../stores/editor.js';
import { useProfiles } from '../../stores/profiles.js';
import { useToasts } from '../../stores/toasts.js';
import { useFailure } from '../../widgets/useFailure.js';
import { baseName } from './measure.js';

/** Opens a line of a profile's function in the editor of the settings; says what is missing where it cannot. */
export function useOpenSource(id: () => string): (fn: string, file: string, line: number) => void {
  const { t } = useI18n();
  const editor = useEditor();
  const profiles = useProfiles();
  const toasts = useToasts();
  const failed = useFailure();

  async function open(fn: string, file: string, line: number): Promise<void> {
    if (editor.scheme === null) {
      toasts.failed(t('profiles.noEditor'), t('profiles.noEditorWhy'), file);
      return;
    }
    try {
      const { resolvedPath, tried } = await profiles.ask.source(id(), {}, fn);
      if (resolvedPath !== null && (await editor.open(resolvedPath, line))) return;
      const said = t('profiles.notFoundTried', { tried: tried.slice(0, 4).join(', ') });
      toasts.failed(t('profiles.notFound', { file: baseName(file) }), said, [file, ...tried].join('\n'));
    } catch (error) {
      failed(t('profiles.openFailed'), error);
    }
  }
  return (fn, file, line) => void open(fn, file, line);
}
