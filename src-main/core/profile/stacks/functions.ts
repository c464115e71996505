import type { CodeOrigin } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';
import { findModule, originOf } from '../names/origin.js';
import { packageOf } from '../names/packages.js';

/** A function as reports name it: everything of one name is one, wherever its code lies. */
export interface Fn {
  readonly name: string;
  readonly file: string;
  /** Where it begins, else its first line in the profile; 0 = not said. */
  readonly line: number;
  readonly package: string;
  readonly origin: CodeOrigin;
}

/** The functions of a profile, and where each table of it points among them. */
export interface FunctionIndex {
  readonly list: readonly Fn[];
  /** By entry of the function table. */
  readonly ofFunc: Int32Array;
  /** By location, for those without a line: they are named by their binary; -1 elsewhere. */
  readonly ofBareLocation: Int32Array;
  readonly module: string | null;
}

/** Equal names are one function, as `go tool pprof -top` sees them; what has no name is known by its binary. */
export function indexFunctions(profile: Profile, module: string | null): FunctionIndex {
  const { funcs, locations, strings, mappings } = profile;
  const byName = new Map<string, number>();
  const list: NamedFn[] = [];
  const program = new Program(list, module);
  const add = (key: string, name: string, file: string, line: number): number => {
    const known = byName.get(key);
    if (known !== undefined) {
      list[known]?.foundAt(file, line);
      return known;
    }
    byName.set(key, list.length);
    return list.push(new NamedFn(name, file, line, program)) - 1;
  };
  const binary = (mapping: number): string => mappings[mapping]?.file ?? '';

  const ofFunc = new Int32Array(funcs.count).fill(-1);
  for (let f = 0; f < funcs.count; f++) {
    const name = strings[funcs.name[f] as number] as string;
    if (name === '') continue;
    ofFunc[f] = add(name, name, strings[funcs.file[f] as number] as string, funcs.startLine[f] as number);
  }
  const ofBareLocation = new Int32Array(locations.count).fill(-1);
  const addNameless = (l: number, first: number, end: number): void => {
    const file = binary(locations.mapping[l] as number);
    const shown = file === '' ? '<unknown>' : `[${file.slice(file.lastIndexOf('/') + 1)}]`;
    if (first === end) ofBareLocation[l] = add(`\0${file}`, shown, '', 0);
    for (let i = first; i < end; i++) {
      const f = profile.lines.func[i] as number;
      if (f !== -1 && ofFunc[f] === -1) {
        ofFunc[f] = add(`\0${file}\0${String(funcs.startLine[f])}`, shown, '', 0);
      }
    }
  };
  const isNamed = (i: number): boolean => {
    const f = profile.lines.func[i] as number;
    return f === -1 || ofFunc[f] !== -1;
  };
  for (let l = 0; l < locations.count; l++) {
    const first = locations.firstLine[l] as number;
    const end = locations.firstLine[l + 1] as number;
    // One line with a named function is what nearly all have.
    if (end - first !== 1 || !isNamed(first)) addNameless(l, first, end);
  }
  return {
    list,
    ofFunc,
    ofBareLocation,
    get module() {
      return program.module;
    },
  };
}

/** What the functions of a profile say together, found when it is first asked: most reports need it of few. */
class Program {
  private readonly list: readonly NamedFn[];
  private found: string | null | undefined;
  private go: boolean | undefined;

  /** `module` null = by the paths of the files. */
  constructor(list: readonly NamedFn[], module: string | null) {
    this.list = list;
    this.found = module ?? undefined;
  }

  get module(): string | null {
    if (this.found === undefined) this.found = findModule(this.list);
    return this.found;
  }

  get isGo(): boolean {
    return (this.go ??= this.list.some(
      ({ name, file }) => name.startsWith('runtime.') || file.endsWith('.go'),
    ));
  }
}

class NamedFn implements Fn {
  readonly name: string;
  file: string;
  line: number;
  private readonly program: Program;
  private itsPackage: string | undefined;
  private itsOrigin: CodeOrigin | undefined;

  constructor(name: string, file: string, line: number, program: Program) {
    this.name = name;
    this.file = file;
    this.line = line;
    this.program = program;
    this.itsPackage = undefined;
    this.itsOrigin = undefined;
  }

  get package(): string {
    return (this.itsPackage ??= packageOf(this.name, this.file));
  }

  get origin(): CodeOrigin {
    const { program } = this;
    return (this.itsOrigin ??= program.isGo ? originOf(this.package, this.file, program.module) : 'unknown');
  }

  /** Another entry of this function says where it lies. */
  foundAt(file: string, line: number): void {
    if (this.file !== '') return;
    this.file = file;
    this.line = line;
  }
}
