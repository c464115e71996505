/** What a Go executable was built from. */
export interface ModuleInfo {
  /** Import path of the main package; `command-line-arguments` where files were named. null = not told. */
  path: string | null;
  /** Path of the main module; null = built outside of modules. */
  module: string | null;
  /** Its version; null = `(devel)` or none: built from a working copy. */
  moduleVersion: string | null;
  /** Full revision of version control; null = not stamped. */
  revision: string | null;
  /** True = built from a working copy with uncommitted changes. */
  modified: boolean;
  /** Build settings: `-ldflags`, `CGO_ENABLED`, `GOOS`, `vcs.time` … */
  settings: Record<string, string>;
}

/** Reads the lines that `go version -m` prints, as runtime/debug.ParseBuildInfo does; unknown lines are skipped. */
export function parseModuleInfo(text: string): ModuleInfo {
  let path: string | null = null;
  let module: string | null = null;
  let version: string | null = null;
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'path') path = first;
    else if (kind === 'mod') [module, version] = [first, second];
    else if (kind === 'build') addSetting(settings, line.slice('build\t'.length));
  }
  return {
    path,
    module: module === '' ? null : module,
    moduleVersion: version === '' || version === '(devel)' ? null : version,
    revision: settings.get('vcs.revision') ?? null,
    modified: settings.get('vcs.modified') === 'true',
    settings: Object.fromEntries(settings),
  };
}

/**
 * One name for the build: the module's version, else the first 7 digits of the revision with ` dirty` for
 * uncommitted changes; null = the executable says neither.
 */
export function buildVersion(info: ModuleInfo): string | null {
  if (info.moduleVersion !== null) return info.moduleVersion;
  if (info.revision === null) return null;
  return info.revision.slice(0, 7) + (info.modified ? ' dirty' : '');
}

/** `key=value`; either is a quoted Go string where it holds anything odd. */
function addSetting(settings: Map<string, string>, text: string): void {
  const match = /^("(?:[^"\\]|\\.)*"|[^=]*)=(.*)$/.exec(text);
  if (match !== null) settings.set(unquote(match[1] ?? ''), unquote(match[2] ?? ''));
}

/** Go's quoting is JSON's but for \a, \v, \x and octal: such a value stays as it is written, as does a raw one. */
function unquote(text: string): string {
  if (/^`[^`]*`$/.test(text)) return text.slice(1, -1);
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
