import { packageOf, shortName, shortPackage, spellings } from '../../ui/flamegraph/labels.js';

/** First elements of the standard library's paths: what follows one says more than the last element alone. */
const STANDARD = new Set(
  (
    'archive compress container crypto database debug encoding go hash html image index internal io log math mime ' +
    'net os path regexp runtime sync testing text time unicode'
  ).split(' '),
);
const isStandard = (path: string): boolean => STANDARD.has(path.split('/')[0] ?? '');

/** A package as people name it: `net/http`, but `chi` of `github.com/go-chi/chi/v5`. */
export const packageName = (path: string): string => (isStandard(path) ? path : shortPackage(path));

/** A function as tables and sentences write it: the standard library's with its path, any other without. */
export const functionName = (name: string): string =>
  isStandard(packageOf(name)) ? (spellings(name)[0] ?? name) : shortName(name);
