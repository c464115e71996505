import type { Missing } from '../../../shared/model/target.js';

/** Where the Go library is fetched from. */
const MODULE = 'gopherscope.dev/go';
export const IMPORT_LINE = `import _ "${MODULE}/auto"`;
export const PACKAGE_LINE = `import "${MODULE}"`;
export const MIDDLEWARE_LINE = 'http.ListenAndServe(addr, gopherscope.Middleware(mux))';
export const GO_LINE = 'go get go@1.26';

/** A line that fills an empty panel, as the core would say it; `what` and `why` are words of the page. */
export const lineOfGo = (what: string, why: string, fix: string, where = 'main.go'): Missing => ({
  code: 'EMPTY_PANEL',
  what,
  why,
  fix,
  where,
  params: {},
});
