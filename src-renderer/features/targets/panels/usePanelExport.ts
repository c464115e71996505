import { useI18n } from 'vue-i18n';
import { useToasts } from '../../../stores/toasts.js';
import { toCsv } from '../../../ui/csv.js';
import { download } from '../../../ui/download.js';
import { pictureOf } from '../../../ui/picture.js';
import { useFailure } from '../../../widgets/useFailure.js';
import { useSummary } from '../context.js';
import { exprOf, type SeriesId } from '../queries.js';

export interface PanelExport {
  copyExpr: (ids: readonly SeriesId[]) => Promise<void>;
  savePicture: (host: HTMLElement | null, name: string) => Promise<void>;
  saveNumbers: (ids: readonly SeriesId[], name: string) => void;
}

/** Labels a person would miss in a column's head; the target is in the file's name. */
const JOINED = new Set(['target', 'job', 'instance', '__name__']);

export function usePanelExport(): PanelExport {
  const { t } = useI18n();
  const toasts = useToasts();
  const failed = useFailure();
  const { target, read } = useSummary();

  async function copyExpr(ids: readonly SeriesId[]): Promise<void> {
    try {
      await navigator.clipboard.writeText(ids.map((id) => exprOf(id, target.value.id)).join('\n'));
      toasts.done(t('panel.copied', { n: ids.length }, ids.length));
    } catch (error) {
      failed(t('panel.copyFailed'), error);
    }
  }

  async function savePicture(host: HTMLElement | null, name: string): Promise<void> {
    if (!host) return;
    try {
      download(await pictureOf(host), `${name}.png`);
    } catch (error) {
      failed(t('panel.saveFailed'), error);
    }
  }

  function saveNumbers(ids: readonly SeriesId[], name: string): void {
    const series = ids.flatMap((id) =>
      read(id).map(({ labels, t: times, v }) => {
        const own = Object.entries(labels).filter(([k]) => !JOINED.has(k) && !(k in target.value.labels));
        const pairs = own.map(([k, value]) => `${k}=${value}`).join(' ');
        return { name: pairs === '' ? id : `${id} ${pairs}`, t: times, v };
      }),
    );
    download(new Blob([toCsv(series)], { type: 'text/csv' }), `${name}.csv`);
  }

  return { copyExpr, savePicture, saveNumbers };
}
