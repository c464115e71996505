/** A profile was given to open; until profiles are part of this version, what to do instead. */
export const cannotReadYet = (file: string): string =>
  `Profiles cannot be opened here yet: ${file}. This reads it: go tool pprof -http=: ${quoted(file)}`;

/** A second start was given more than it can hand over. */
export const notHandedOver = (count: number): string =>
  `More was given than is handed over at once: the last ${count.toString()} were left out. Give them again.`;

/** One word for a shell, which reads nothing in it: a file may be called $(rm -rf ~). */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
