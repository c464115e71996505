/** Switches meant for Chromium and Node that come before or among our own words. */
const NOT_OURS =
  /^--(?:js-flags|no-sandbox|disable-gpu|ozone-platform(?:-hint)?|enable-features|disable-features|inspect(?:-brk)?|remote-debugging-port|force-device-scale-factor|lang)(?:=|$)/;

/**
 * The words of the command line that are ours: what follows the app's folder in development, everything after the
 * executable when packaged, without Chromium's switches.
 */
export function ownArguments(argv: readonly string[], isPackaged: boolean): string[] {
  const words = argv.slice(1);
  const app = words.findIndex((word) => !word.startsWith('-'));
  const own = isPackaged ? words : app < 0 ? [] : words.slice(app + 1);
  return own.filter((word) => !NOT_OURS.test(word));
}
