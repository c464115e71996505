import type { ProfileFilter } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';
import type { Cut } from './cut.js';
import type { FunctionIndex } from './functions.js';
import { compile, hitsOf, locationHit, type Hits } from './patterns.js';

/**
 * Narrows a cut as `go tool pprof` does with -focus, -ignore, -hide, -show and -show_from, in its order and with
 * its meaning (google/pprof, profile/filter.go). The cut given stays as it is.
 */
export function narrowed(profile: Profile, from: Cut, filter: ProfileFilter): Cut {
  const focus = compile('focus', filter.focus);
  const ignore = compile('ignore', filter.ignore);
  const hide = compile('hide', filter.hide);
  const show = compile('show', filter.show);
  const showFrom = compile('show_from', filter.show_from);
  if ([focus, ignore, hide, show, showFrom].every((pattern) => pattern === null)) return from;
  const cut: Cut = {
    line: from.line.slice(),
    hidden: from.hidden.slice(),
    stack: from.stack,
    skip: from.skip.slice(),
    dropped: from.dropped.slice(),
  };
  if (focus !== null || ignore !== null || hide !== null || show !== null) {
    const hits = (pattern: typeof focus): Hits | null => (pattern === null ? null : hitsOf(profile, pattern));
    keepFocused(profile, cut, hits(focus), hits(ignore));
    hideLines(profile, cut, hits(hide), hits(show));
    dropEmpty(profile, cut);
  }
  if (showFrom !== null) startAt(profile, cut, hitsOf(profile, showFrom));
  return cut;
}

/** Keeps samples with a frame that matches focus and none that matches ignore. */
function keepFocused(profile: Profile, cut: Cut, focus: Hits | null, ignore: Hits | null): void {
  const { stacks, locations } = profile;
  const is = (hits: Hits | null): Uint8Array => {
    const found = new Uint8Array(locations.count);
    if (hits === null) return found;
    for (let l = 0; l < locations.count; l++) if (locationHit(profile, cut.line, hits, l)) found[l] = 1;
    return found;
  };
  const focused = focus === null ? new Uint8Array(locations.count).fill(1) : is(focus);
  const ignored = is(ignore);
  const seen = new Uint8Array(stacks.count);
  cut.dropped[0] = 1;
  for (let node = 1; node < stacks.count; node++) {
    const parent = stacks.parent[node] ?? 0;
    const location = stacks.location[node] ?? 0;
    const state = seen[parent] ?? 0;
    const now = ignored[location] === 1 ? 2 : focused[location] === 1 ? 1 : 0;
    seen[node] = Math.max(state, now);
    if (seen[node] !== 1) cut.dropped[node] = 1;
  }
}

function hideLines(profile: Profile, cut: Cut, hide: Hits | null, show: Hits | null): void {
  const { locations, lines } = profile;
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] ?? 0;
    const end = locations.firstLine[l + 1] ?? 0;
    const mapping = locations.mapping[l] ?? -1;
    if (hide !== null) {
      const all = mapping !== -1 && hide.mapping[mapping] === 1;
      for (let i = first; i < end; i++) if (all || hide.func[lines.func[i] ?? -1] === 1) cut.line[i] = 0;
    }
    if (show !== null && !(mapping !== -1 && show.mapping[mapping] === 1)) {
      for (let i = first; i < end; i++) if (show.func[lines.func[i] ?? -1] !== 1) cut.line[i] = 0;
    }
    if (first === end && (hide !== null || show !== null)) cut.hidden[l] = 1;
  }
}

/** A sample without a frame left is none. */
function dropEmpty(profile: Profile, cut: Cut): void {
  const { stacks, locations } = profile;
  const visible = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] ?? 0;
    const end = locations.firstLine[l + 1] ?? 0;
    if (first === end) visible[l] = cut.hidden[l] === 1 ? 0 : 1;
    for (let i = first; i < end; i++) if (cut.line[i] === 1) visible[l] = 1;
  }
  const any = new Uint8Array(stacks.count);
  for (let node = 1; node < stacks.count; node++) {
    any[node] = any[stacks.parent[node] ?? 0] === 1 || visible[stacks.location[node] ?? 0] === 1 ? 1 : 0;
    if (any[node] === 0) cut.dropped[node] = 1;
  }
}

/** Leaves out what stands above the outermost frame that matches, and samples without one. */
function startAt(profile: Profile, cut: Cut, hits: Hits): void {
  const { stacks, locations, lines } = profile;
  const starts = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    const mapping = locations.mapping[l] ?? -1;
    if (mapping !== -1 && hits.mapping[mapping] === 1) {
      starts[l] = 1;
      continue;
    }
    const first = locations.firstLine[l] ?? 0;
    let i = (locations.firstLine[l + 1] ?? 0) - 1;
    while (i >= first && !(cut.line[i] === 1 && hits.func[lines.func[i] ?? -1] === 1)) i--;
    if (i < first) continue;
    starts[l] = 1;
    cut.line.fill(0, i + 1, locations.firstLine[l + 1] ?? 0);
  }
  const started = new Uint8Array(stacks.count);
  cut.dropped[0] = 1;
  for (let node = 1; node < stacks.count; node++) {
    const isStarted = started[stacks.parent[node] ?? 0] === 1 || starts[stacks.location[node] ?? 0] === 1;
    started[node] = isStarted ? 1 : 0;
    if (isStarted) continue;
    cut.skip[node] = 1;
    cut.dropped[node] = 1;
  }
}

/** Frames of these origins are folded into their callers; a stack of nothing else ends at the root. */
export function foldOrigins(
  profile: Profile,
  fns: FunctionIndex,
  from: Cut,
  origins: ReadonlySet<string>,
): Cut {
  const cut: Cut = { ...from, line: from.line.slice(), hidden: from.hidden.slice() };
  const isFolded = (fn: number): boolean => origins.has(fns.list[fn]?.origin ?? '');
  const { lines, locations } = profile;
  for (let i = 0; i < lines.func.length; i++) {
    if (isFolded(fns.ofFunc[lines.func[i] ?? -1] ?? -1)) cut.line[i] = 0;
  }
  for (let l = 0; l < locations.count; l++) if (isFolded(fns.ofBareLocation[l] ?? -1)) cut.hidden[l] = 1;
  return cut;
}

/** Keeps samples with a frame of one of these packages. */
export function onlyPackages(
  profile: Profile,
  fns: FunctionIndex,
  from: Cut,
  packages: ReadonlySet<string>,
): Cut {
  const { stacks, locations, lines } = profile;
  const is = (fn: number): boolean => packages.has(fns.list[fn]?.package ?? '');
  const hit = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    if (is(fns.ofBareLocation[l] ?? -1)) hit[l] = 1;
    for (let i = locations.firstLine[l] ?? 0; i < (locations.firstLine[l + 1] ?? 0); i++) {
      if (from.line[i] === 1 && is(fns.ofFunc[lines.func[i] ?? -1] ?? -1)) hit[l] = 1;
    }
  }
  const dropped = from.dropped.slice();
  const seen = new Uint8Array(stacks.count);
  dropped[0] = 1;
  for (let node = 1; node < stacks.count; node++) {
    seen[node] = seen[stacks.parent[node] ?? 0] === 1 || hit[stacks.location[node] ?? 0] === 1 ? 1 : 0;
    if (seen[node] === 0) dropped[node] = 1;
  }
  return { ...from, dropped };
}
