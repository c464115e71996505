/** What the compiler makes for a type: `type:.eq.path/pkg.T`. */
const GENERATED = /^type:\.(eq|hash)\./;
/** Letters of an import path, as the module reference allows them, with the linker's escapes. */
const IMPORT_PATH = /^[\w.~+\-!%/]+$/;
/** Assembly of the runtime has names without a package; its files say where it belongs. */
const STANDARD_FILE = /\/src\/((?:internal\/)?[a-z]\w*(?:\/[a-z]\w*)*)\/[^/]+$/;

/**
 * The package a Go symbol belongs to, as the linker spells symbols: dots of the last path element are escaped
 * (`gopkg.in/yaml%2ev3`), type arguments may hold whole other paths, closures and methods follow a dot. What the
 * compiler generates for a type keeps its mark: `path/pkg (type:.eq)`. Empty for a name that is no Go symbol.
 */
export function packageOf(name: string, file: string): string {
  const generated = GENERATED.exec(name);
  if (generated !== null) {
    const base = packageOf(name.slice(generated[0].length), file);
    return base === '' ? '' : `${base} (type:.${generated[1] ?? ''})`;
  }
  const cut = name.search(/[[(]/);
  const symbol = cut === -1 ? name : name.slice(0, cut);
  const dot = symbol.indexOf('.', symbol.lastIndexOf('/') + 1);
  if (dot <= 0) return dot === -1 && cut === -1 ? (STANDARD_FILE.exec(file)?.[1] ?? '') : '';
  const path = symbol.slice(0, dot);
  if (!IMPORT_PATH.test(path)) return '';
  return path.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** The import path of a package, without the mark of what is generated. */
export function importPath(packageName: string): string {
  return packageName.replace(/ \(.*$/, '');
}
