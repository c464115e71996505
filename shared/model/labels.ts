/** Label names to values, `__name__` apart. Equal label sets have equal {@link labelsKey}. */
export type Labels = Readonly<Record<string, string>>;

export const METRIC_NAME = '__name__';

/** One string per label set, whatever the order of its names. */
export function labelsKey(labels: Labels): string {
  const names = Object.keys(labels).sort();
  let key = '';
  for (const name of names) key += `${name}\u0000${labels[name] ?? ''}\u0001`;
  return key;
}
