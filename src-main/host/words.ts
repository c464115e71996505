/** A profile was given to open; until profiles are part of this version, what to do instead. */
export const cannotReadYet = (file: string): string =>
  `Profiles cannot be opened here yet: ${file}. This reads it: go tool pprof -http=: ${JSON.stringify(file)}`;
