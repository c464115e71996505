import { add } from './en/add.js';
import { first, overview } from './en/overview.js';
import { native } from './en/native.js';
import { panel, kpi } from './en/panel.js';
import { keys, session, shell, status, ui } from './en/shell.js';
import { codes, errors, marks, problem, state } from './en/state.js';
import { cost, form, missing, owns, source, sources, target } from './en/target.js';

/** Every word of the page, by feature. Keys are looked up as `feature.name`. */
export const en = {
  add,
  codes,
  cost,
  errors,
  first,
  form,
  keys,
  kpi,
  marks,
  missing,
  native,
  overview,
  owns,
  panel,
  problem,
  session,
  shell,
  source,
  sources,
  state,
  status,
  target,
  ui,
};
