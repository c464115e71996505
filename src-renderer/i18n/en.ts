import { capture } from './en/capture.js';
import { custom } from './en/custom.js';
import { settings } from './en/settings.js';
import { add } from './en/add.js';
import { demo, first, overview } from './en/overview.js';
import { http } from './en/http.js';
import { gc, sched, states } from './en/runtime.js';
import { native } from './en/native.js';
import { panel, kpi } from './en/panel.js';
import { actions, keys, palette, session, shell, status, ui } from './en/shell.js';
import { goroutines, profiles } from './en/profiles.js';
import { codes, errors, marks, problem, state } from './en/state.js';
import { cost, form, missing, owns, ruler, source, sources, target } from './en/target.js';

/** Every word of the page, by feature. Keys are looked up as `feature.name`. */
export const en = {
  actions,
  add,
  capture,
  codes,
  cost,
  custom,
  demo,
  errors,
  first,
  form,
  gc,
  goroutines,
  http,
  keys,
  kpi,
  marks,
  missing,
  native,
  overview,
  owns,
  palette,
  panel,
  problem,
  profiles,
  ruler,
  sched,
  session,
  settings,
  shell,
  source,
  sources,
  state,
  states,
  status,
  target,
  ui,
};
