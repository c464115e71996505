import { defineStore } from 'pinia';
import { computed } from 'vue';
import { native } from '../api/native.js';
import { useSettings } from './settings.js';

type Scheme = 'vscode' | 'cursor' | 'idea' | 'zed';

/** The address that makes an editor open a place. */
export function editorLink(scheme: Scheme, file: string, line: number): string {
  const path = encodeURI(file.replaceAll('\\', '/')).replaceAll('#', '%23').replaceAll('?', '%3F');
  const rooted = path.startsWith('/') ? path : `/${path}`;
  if (scheme === 'idea')
    return `idea://open?file=${encodeURIComponent(file)}&line=${String(Math.max(1, line))}`;
  return `${scheme}://file${rooted}:${String(Math.max(1, line))}`;
}

/** Opens a file at its line: by the desktop's bridge, in a browser by a link. */
export const useEditor = defineStore('editor', () => {
  const settings = useSettings();
  const scheme = computed<Scheme | null>(() => {
    const chosen = settings.values?.editor.scheme ?? 'none';
    return chosen === 'none' ? null : chosen;
  });

  /** `file` is absolute and of this machine. False where no editor is chosen, or it could not be opened. */
  async function open(file: string, line: number): Promise<boolean> {
    if (scheme.value === null) return false;
    const bridge = native();
    if (bridge !== null)
      return bridge.openInEditor({ scheme: scheme.value, file, line: Math.max(1, line), column: 1 });
    const link = document.createElement('a');
    link.href = editorLink(scheme.value, file, line);
    link.click();
    return true;
  }
  return { scheme, open };
});
