import { createI18n } from 'vue-i18n';
import { en } from './en.js';

export type Messages = typeof en;

/** One language so far; another is another file with the same keys. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messages: { en },
  missingWarn: false,
  fallbackWarn: false,
});
