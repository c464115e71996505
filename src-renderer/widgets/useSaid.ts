import { useI18n } from 'vue-i18n';
import { isCoreMessage, type Said } from '../i18n/phrase.js';

/** A sentence as a plain string: titles, labels, toasts. */
export function useSaid(): (said: Said) => string {
  const { t, te } = useI18n();
  return (said) => {
    if (isCoreMessage(said)) {
      const key = `codes.${said.code}`;
      return te(key) ? t(key, said.params) : said.message;
    }
    const { key, params = {}, plural } = said;
    return plural === undefined ? t(key, params) : t(key, params, plural);
  };
}
