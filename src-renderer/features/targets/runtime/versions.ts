/** Go 1.26 and later count goroutines by state; a version that cannot be read is taken for new. */
export function tellsStates(goVersion: string): boolean {
  const match = /^(?:go)?1\.(\d+)/.exec(goVersion);
  return match === null || Number(match[1]) >= 26;
}
