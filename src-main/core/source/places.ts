/** What is known of where source lies on this machine. */
export interface Surroundings {
  /** Rules `from=to`, tried first and in order. */
  rules: readonly string[];
  /** Folder of the Go installation; null = none is here. */
  goroot: string | null;
  /** Folder of downloaded modules. */
  modCache: string | null;
  /** Folders with a go.mod of the main module. */
  moduleDirs: readonly string[];
  /** The main module's path; null = not known. */
  module: string | null;
}

/** A frame as the profile names it. */
export interface Named {
  file: string;
  /** Import path of its package. */
  package: string;
  isStdlib: boolean;
}

/**
 * Where a file of a profile may lie here, best guess first. Pure: nothing is looked at. The build may have run
 * elsewhere, with -trimpath (`module@version/…`, import paths), from a module cache or a vendor folder.
 */
export function placesOf({ file, package: pack, isStdlib }: Named, around: Surroundings): string[] {
  const path = file.replaceAll('\\', '/');
  const { goroot, modCache, moduleDirs, module } = around;
  const places: (string | null)[] = [...byRules(path, around.rules)];
  if (isAbsolute(path)) places.push(path);
  const versioned = /(?:^|\/pkg\/mod\/)((?:[^/]+\/)*[^/@]+@[^/]+\/.+)$/.exec(path)?.[1];
  if (versioned !== undefined) {
    if (modCache !== null) places.push(join(modCache, versioned), join(modCache, escapeModule(versioned)));
    for (const dir of moduleDirs)
      places.push(join(dir, 'vendor', unescapeModule(versioned.replace(/@[^/]+/, ''))));
  }
  const vendored = /(?:^|\/)vendor\/(.+)$/.exec(path)?.[1];
  if (vendored !== undefined) {
    for (const dir of moduleDirs) places.push(join(dir, 'vendor', vendored));
    if (goroot !== null) places.push(join(goroot, 'src/vendor', vendored));
  }
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (goroot !== null && isStdlib) {
    if (!isAbsolute(path)) places.push(join(goroot, 'src', path));
    places.push(join(goroot, 'src', pack, name));
  }
  for (const dir of moduleDirs) {
    if (module !== null && path.startsWith(`${module}/`))
      places.push(join(dir, path.slice(module.length + 1)));
    // `main` stands for the folder of a command, which only the path can tell.
    if (module !== null && (pack === module || pack.startsWith(`${module}/`)))
      places.push(join(dir, pack.slice(module.length), name));
    places.push(...tails(path).map((tail) => join(dir, tail)));
  }
  return [...new Set(places.filter((place): place is string => place !== null))];
}

function byRules(path: string, rules: readonly string[]): string[] {
  return rules.flatMap((rule) => {
    const at = rule.indexOf('=');
    const [from, to] = [rule.slice(0, at).replace(/\/$/, ''), rule.slice(at + 1)];
    return path === from || path.startsWith(`${from}/`) ? [join(to, path.slice(from.length))] : [];
  });
}

/** The last one to five parts of a path, longest first: where the folder of a build was another one. */
function tails(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..' && part !== '.');
  return [5, 4, 3, 2, 1].filter((n) => n <= parts.length).map((n) => parts.slice(-n).join('/'));
}

/** As the module cache spells upper case: `!b` for `B`. */
export const escapeModule = (path: string): string =>
  path.replace(/^[^@]*@[^/]*/, (module) => module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`));

const unescapeModule = (path: string): string =>
  path.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[a-z]:\//i.test(path);

function join(...parts: string[]): string {
  return parts
    .map((part, i) => (i === 0 ? part.replace(/\/$/, '') : part.replace(/^\/+|\/+$/g, '')))
    .filter((part) => part !== '')
    .join('/');
}
