import { FRAME_FLAGS, type CodeOrigin } from '../../../../shared/model/profile.js';
import { importPath } from './packages.js';

/** First elements of the standard library's import paths (go list std, Go 1.19 to 1.27). */
const STANDARD = new Set(
  (
    'archive arena bufio bytes cmd cmp compress container context crypto database debug embed encoding errors ' +
    'expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin reflect ' +
    'regexp runtime simd slices sort strconv strings structs sync syscall testing text time unicode unique ' +
    'unsafe vendor weak'
  ).split(' '),
);
const RUNTIME = /^(?:runtime|internal\/runtime)(?:\/(?!pprof|trace|debug|metrics)|$)/;
/** A module at a version, unpacked or by -trimpath; a vendored package. */
const OF_DEPENDENCY = /@v\d|\/pkg\/mod\/|\/vendor\//;
/** Hosts whose repositories are two elements below them. */
const FORGE = /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|golang\.org|gopkg\.in)$/;

export const FLAG_OF: Record<CodeOrigin, number> = {
  own: FRAME_FLAGS.own,
  dependency: FRAME_FLAGS.dependency,
  stdlib: FRAME_FLAGS.stdlib,
  runtime: FRAME_FLAGS.runtime,
  unknown: 0,
};

/** Where a function's code comes from. `module` null = told by the file's path: what no module cache holds is own. */
export function originOf(packageName: string, file: string, module: string | null): CodeOrigin {
  const path = importPath(packageName);
  if (path === '') return 'unknown';
  if (RUNTIME.test(path)) return 'runtime';
  if (path === 'main' || path.startsWith('main.')) return 'own';
  if (module !== null && (path === module || path.startsWith(`${module}/`))) return 'own';
  if (STANDARD.has(path.split('/')[0] ?? '')) return 'stdlib';
  if (module !== null || OF_DEPENDENCY.test(file)) return 'dependency';
  return 'own';
}

/**
 * The main module by the paths of a profile's files: the one repository whose code lies outside every module
 * cache. null where that is none or several: then its user must say.
 */
export function findModule(functions: Iterable<{ package: string; file: string }>): string | null {
  const roots = new Set<string>();
  for (const { package: name, file } of functions) {
    const path = importPath(name);
    if (path === 'main' || file === '' || originOf(name, file, null) !== 'own') continue;
    const parts = path.split('/');
    const first = parts[0] ?? '';
    const length = FORGE.test(first) ? 3 : first.includes('.') ? 2 : 1;
    roots.add(parts.slice(0, length).join('/'));
    if (roots.size > 1) return null;
  }
  return [...roots][0] ?? null;
}
