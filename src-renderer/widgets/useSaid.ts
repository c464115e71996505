import { useI18n } from 'vue-i18n';
import { isCoreMessage, type Said } from '../i18n/phrase.js';

/** A sentence as a plain string: titles, labels, toasts. */
export function useSaid(): (said: Said) => string {
  const i18n = useI18n();
  return (said) => {
    if (isCoreMessage(said)) {
      const key = `codes.${said.code}`;
      return i18n.te(key) ? i18n.t(key, said.params) : said.message;
    }
    const { key, params = {}, plural } = said;
    return plural === undefined ? i18n.t(key, params) : i18n.t(key, params, plural);
  };
}
