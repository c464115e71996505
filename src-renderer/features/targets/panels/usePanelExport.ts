import { useI18n } from 'vue-i18n';
import { useToasts } from '../../../stores/toasts.js';
import { toCsv, type CsvSeries } from '../../../ui/csv.js';
import { download } from '../../../ui/download.js';
import { pictureOf } from '../../../ui/picture.js';
import { useFailure } from '../../../widgets/useFailure.js';

export interface PanelExport {
  copyExpr: (exprs: readonly string[]) => Promise<void>;
  savePicture: (host: HTMLElement | null, name: string) => Promise<void>;
  saveNumbers: (series: readonly CsvSeries[], name: string) => void;
}

/** Takes what a panel shows out of the page; says in a toast what came of it. */
export function usePanelExport(): PanelExport {
  const { t } = useI18n();
  const toasts = useToasts();
  const failed = useFailure();

  async function copyExpr(exprs: readonly string[]): Promise<void> {
    try {
      await navigator.clipboard.writeText(exprs.join('\n'));
      toasts.done(t('panel.copied', { n: exprs.length }, exprs.length));
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

  function saveNumbers(series: readonly CsvSeries[], name: string): void {
    download(new Blob([toCsv(series)], { type: 'text/csv' }), `${name}.csv`);
  }

  return { copyExpr, savePicture, saveNumbers };
}
