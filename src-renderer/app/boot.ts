import '@fontsource-variable/archivo/wdth.css';
import '@fontsource-variable/geist-mono/wght.css';
import '../ui/styles/tokens.css';
import '../ui/styles/base.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import type { Router } from 'vue-router';
import { i18n } from '../i18n/index.js';
import { useSession } from '../stores/session.js';
import { installTheme } from '../ui/theme.js';
import AppRoot from './AppRoot.vue';
import { createAppRouter } from './router.js';
import { installTrustedTypes } from './trusted-types.js';

/** `/#code=…` was opened for us: the code is good once, so it leaves the address before anything else runs. */
function takeCode(): string | null {
  const match = /^#code=([^&]+)(?:&to=([^&]*))?$/.exec(location.hash);
  if (!match) return null;
  // Where the page begins is a place of its own, never another address.
  const place = decodeURIComponent(match[2] ?? '');
  const hash = place.startsWith('/') ? `#${place}` : '';
  history.replaceState(null, '', location.pathname + location.search + hash);
  return decodeURIComponent(match[1] ?? '');
}

export function boot(): void {
  installTrustedTypes();
  installTheme();
  const code = takeCode();
  const app = createApp(AppRoot);
  app.use(createPinia());
  app.use(i18n);
  const session = useSession();
  void (code === null ? session.tryNone() : session.enter(code));
  const router = createAppRouter();
  app.use(router);
  app.mount('#app');
  takeEarly(router);
}

/**
 * The router hears of addresses from the end of its first navigation on, and writes that one's over what came
 * meanwhile: the last one that came is gone to then.
 */
function takeEarly(router: Router): void {
  let asked: string | null = null;
  const note = (): void => {
    asked = location.hash.slice(1);
  };
  window.addEventListener('hashchange', note);
  void router.isReady().then(() => {
    window.removeEventListener('hashchange', note);
    if (asked !== null) void router.replace(asked);
  });
}
