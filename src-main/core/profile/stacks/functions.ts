import type { CodeOrigin } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';
import { findModule, originOf } from '../names/origin.js';
import { packageOf } from '../names/packages.js';

/** A function as reports name it: everything of one name is one, wherever its code lies. */
export interface Fn {
  name: string;
  file: string;
  /** Where it begins, else its first line in the profile; 0 = not said. */
  line: number;
  package: string;
  origin: CodeOrigin;
}

/** The functions of a profile, and where each table of it points among them. */
export interface FunctionIndex {
  list: Fn[];
  /** By entry of the function table. */
  ofFunc: Int32Array;
  /** By location, for those without a line: they are named by their binary; -1 elsewhere. */
  ofBareLocation: Int32Array;
  module: string | null;
}

/** Equal names are one function, as `go tool pprof -top` sees them; what has no name is known by its binary. */
export function indexFunctions(profile: Profile, module: string | null): FunctionIndex {
  const { funcs, locations, strings, mappings } = profile;
  const byName = new Map<string, number>();
  const list: Fn[] = [];
  const add = (key: string, name: string, file: string, line: number): number => {
    const known = byName.get(key);
    if (known !== undefined) {
      const fn = list[known];
      if (fn !== undefined && fn.file === '') Object.assign(fn, { file, line });
      return known;
    }
    byName.set(key, list.length);
    return list.push({ name, file, line, package: packageOf(name, file), origin: 'unknown' }) - 1;
  };
  const binary = (mapping: number): string => mappings[mapping]?.file ?? '';

  const ofFunc = new Int32Array(funcs.count).fill(-1);
  for (let f = 0; f < funcs.count; f++) {
    const name = strings[funcs.name[f] ?? 0] ?? '';
    if (name === '') continue;
    ofFunc[f] = add(name, name, strings[funcs.file[f] ?? 0] ?? '', funcs.startLine[f] ?? 0);
  }
  const ofBareLocation = new Int32Array(locations.count).fill(-1);
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] ?? 0;
    const end = locations.firstLine[l + 1] ?? 0;
    const file = binary(locations.mapping[l] ?? -1);
    const shown = file === '' ? '<unknown>' : `[${file.slice(file.lastIndexOf('/') + 1)}]`;
    if (first === end) ofBareLocation[l] = add(`\0${file}`, shown, '', 0);
    for (let i = first; i < end; i++) {
      const f = profile.lines.func[i] ?? -1;
      if (f !== -1 && ofFunc[f] === -1) {
        ofFunc[f] = add(`\0${file}\0${String(funcs.startLine[f] ?? 0)}`, shown, '', 0);
      }
    }
  }
  const found = module ?? findModule(list);
  const go = isGo(list);
  for (const fn of list) fn.origin = go ? originOf(fn.package, fn.file, found) : 'unknown';
  return { list, ofFunc, ofBareLocation, module: found };
}

const isGo = (list: readonly Fn[]): boolean =>
  list.some(({ name, file }) => name.startsWith('runtime.') || file.endsWith('.go'));
