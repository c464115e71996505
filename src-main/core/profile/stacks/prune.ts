import { RE2JS } from 're2js';
import type { Profile } from '../model/profile.js';
import { wholeCut, type Cut } from './cut.js';

/** The name without its arguments, as google/pprof's simplifyFunc: cut at the first bracket that is no part of a name. */
function simplify(name: string): string {
  const text = name.startsWith('.') ? name.slice(1) : name;
  for (const match of text.matchAll(/\(anonymous namespace\)|operator\(\)|\(/g)) {
    if (match[0] === '(') return text.slice(0, match.index);
  }
  return text;
}

/**
 * What the profile itself asks to leave out: frames below one that matches drop_frames and not keep_frames,
 * with it; never before the first frame that does not match. Source: google/pprof, profile/prune.go.
 */
export function pruned(profile: Profile): Cut {
  const cut = wholeCut(profile);
  const drop = whole(profile.dropFrames);
  if (drop === null) return cut;
  const keep = whole(profile.keepFrames);
  const { funcs, lines, locations, stacks, strings } = profile;
  const drops = new Uint8Array(funcs.count);
  for (let f = 0; f < funcs.count; f++) {
    const name = strings[funcs.name[f] ?? 0] ?? '';
    if (name === '') continue;
    const simple = simplify(name);
    if (drop.matcher(simple).find() && keep?.matcher(simple).find() !== true) drops[f] = 1;
  }
  // By location: 1 = goes with what is below it, 2 = stays with its outer lines.
  const verdict = new Uint8Array(locations.count);
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] ?? 0;
    const last = (locations.firstLine[l + 1] ?? 0) - 1;
    let i = last;
    while (i >= first && drops[lines.func[i] ?? -1] !== 1) i--;
    if (i < first) continue;
    verdict[l] = i === last ? 1 : 2;
    if (i !== last) cut.line.fill(0, first, i + 1);
  }
  const stack = Int32Array.from({ length: stacks.count }, (_, node) => node);
  cut.stack = stack;
  const isUser = new Uint8Array(stacks.count);
  const ended = new Uint8Array(stacks.count);
  for (let node = 1; node < stacks.count; node++) {
    const parent = stacks.parent[node] ?? 0;
    const what = verdict[stacks.location[node] ?? -1] ?? 0;
    isUser[node] = what === 0 ? 1 : (isUser[parent] ?? 0);
    if (ended[parent] === 1) {
      ended[node] = 1;
      stack[node] = stack[parent] ?? 0;
    } else if (what !== 0 && isUser[parent] === 1) {
      ended[node] = 1;
      if (what === 1) stack[node] = parent;
    }
  }
  return cut;
}

/** A pattern that cannot be read drops nothing, as in google/pprof. */
function whole(pattern: string): RE2JS | null {
  if (pattern === '') return null;
  try {
    return RE2JS.compile(`^(${pattern})$`);
  } catch {
    return null;
  }
}
