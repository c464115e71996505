import { createRouter, createWebHashHistory, type Router } from 'vue-router';
import { parseRange, useView } from '../stores/view.js';

/**
 * Addresses live behind the hash, so that the core serves one file and a reload works everywhere. The range
 * belongs to the address: `#/targets/ID?range=5m`.
 */
export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      { path: '/', name: 'overview', component: () => import('../features/overview/OverviewPage.vue') },
      {
        path: '/targets/:id',
        component: () => import('../features/targets/TargetPage.vue'),
        props: true,
        children: [
          { path: '', name: 'target', component: () => import('../features/targets/SummaryTab.vue') },
          {
            path: 'sources',
            name: 'target-sources',
            component: () => import('../features/targets/SourcesTab.vue'),
          },
        ],
      },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
  });
  router.beforeEach((to, from) => {
    // the range goes along when a link does not name one
    if (to.query['range'] === undefined && from.query['range'] !== undefined && to.path !== from.path) {
      return { ...to, query: { ...to.query, range: from.query['range'] } };
    }
    return true;
  });
  router.afterEach((to) => {
    const view = useView();
    const named = to.query['range'] ?? new URLSearchParams(location.search).get('range');
    view.auto = named === null;
    if (named !== null) view.minutes = parseRange(named);
  });
  return router;
}

export const rangeQuery = (minutes: number): { range: string } => ({ range: `${String(minutes)}m` });
