import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import { parseMoment, parseRange, useView } from '../stores/view.js';

/** Parts of the address that belong to the window: they go along when a link does not name them. */
const WINDOW_QUERY = ['range', 'at', 'compare'] as const;

/**
 * Addresses live behind the hash, so that the core serves one file and a reload works everywhere. The range
 * belongs to the address: `#/targets/ID?range=5m`; see useTimeRange.
 */
export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'overview', component: () => import('../features/overview/OverviewPage.vue') },
      { path: '/find', name: 'find', component: () => import('../features/overview/FirstRun.vue') },
      {
        path: '/targets/:id',
        component: () => import('../features/targets/TargetPage.vue'),
        props: true,
        children: [
          { path: '', name: 'target', component: () => import('../features/targets/SummaryTab.vue') },
          {
            path: 'goroutines',
            name: 'target-goroutines',
            component: () => import('../features/targets/runtime/GoroutinesTab.vue'),
          },
          {
            path: 'gc',
            name: 'target-gc',
            component: () => import('../features/targets/runtime/GcTab.vue'),
          },
          {
            path: 'http',
            name: 'target-http',
            component: () => import('../features/targets/http/HttpTab.vue'),
          },
          {
            path: 'custom',
            name: 'target-custom',
            component: () => import('../features/targets/custom/CustomTab.vue'),
          },
          {
            path: 'sources',
            name: 'target-sources',
            component: () => import('../features/targets/SourcesTab.vue'),
          },
        ],
      },
      {
        path: '/profiles',
        name: 'profiles',
        component: () => import('../features/profiles/LibraryPage.vue'),
      },
      {
        path: '/profiles/:id',
        name: 'profile',
        component: () => import('../features/profiles/WorkbenchPage.vue'),
        props: true,
      },
      {
        path: '/settings',
        name: 'settings',
        component: () => import('../features/settings/SettingsPage.vue'),
      },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  });
  // Back and forward go to an address as it was: only a link that names no range takes the window's along.
  let travelling = false;
  window.addEventListener('popstate', () => (travelling = true), { capture: true });
  router.afterEach(() => (travelling = false));
  router.beforeEach((to, from) => {
    if (to.path === from.path || travelling) return true;
    const kept = WINDOW_QUERY.filter((k) => to.query[k] === undefined && from.query[k] !== undefined);
    if (kept.length === 0) return true;
    return { ...to, query: { ...to.query, ...Object.fromEntries(kept.map((k) => [k, from.query[k]])) } };
  });
  router.afterEach((to) => {
    const view = useView();
    const named = to.query['range'] ?? new URLSearchParams(location.search).get('range');
    view.auto = named === null;
    if (named !== null) view.rangeMs = parseRange(named);
    view.at = parseMoment(to.query['at']);
    view.compare = to.query['compare'] === '1';
  });
  return router;
}
