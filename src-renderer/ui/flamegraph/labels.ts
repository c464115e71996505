/** Type arguments of an instance: they say nothing that fits into a frame. */
const SHAPE = /\[go\.shape.*\]/;

/** Where the path of a symbol ends: at the last slash that is not within type arguments. */
function pathEnd(name: string): number {
  const cut = name.search(/[[(]/);
  return (cut === -1 ? name : name.slice(0, cut)).lastIndexOf('/') + 1;
}

/** The package of a Go symbol, with its path; empty for a name that is none. */
export function packageOf(name: string): string {
  const from = pathEnd(name);
  const cut = name.slice(from).search(/[.[(]/);
  return cut <= 0 ? '' : name.slice(0, from + cut).replaceAll('%2e', '.');
}

/** The last element of a package's path, without a major version's: `chi` of `github.com/go-chi/chi/v5`. */
export function shortPackage(path: string): string {
  const parts = path.split('/');
  const last = parts.at(-1) ?? '';
  return (/^v\d+$/.test(last) ? parts.at(-2) : last) ?? last;
}

/** Ways to write a function, longest first: full name, without path, without package, method only. */
export function spellings(name: string): string[] {
  const full = name.replace(SHAPE, '[…]');
  const noPath = full.slice(pathEnd(full));
  const dot = noPath.search(/[.[(]/);
  const noPackage = dot > 0 && noPath[dot] === '.' ? noPath.slice(dot + 1) : noPath;
  const method = noPackage.replace(/^\(\*?[^)]+\)\./, '');
  return [...new Set([full, noPath, noPackage, method])].filter((s) => s !== '');
}

/** Without path, as tables and sentences write a function. */
export const shortName = (name: string): string => {
  const full = name.replace(SHAPE, '[…]');
  return full.slice(pathEnd(full));
};

/** The first spelling that fits, else the shortest cut with an ellipsis; empty where not even three letters fit. */
export function fit(ways: readonly string[], width: number, measure: (text: string) => number): string {
  for (const way of ways) if (measure(way) <= width) return way;
  const shortest = ways.at(-1) ?? '';
  let room = width - measure('…');
  let end = 0;
  for (const letter of shortest) {
    room -= measure(letter);
    if (room < 0 || end + letter.length >= shortest.length) break;
    end += letter.length;
  }
  return end > 2 ? `${shortest.slice(0, end)}…` : '';
}

/** Widths of a font by letter, asked once each: a frame's label costs additions and no text layout. */
export function letterWidths(ask: (letter: string) => number): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    let width = 0;
    for (const letter of text) {
      let w = known.get(letter);
      if (w === undefined) {
        w = ask(letter);
        known.set(letter, w);
      }
      width += w;
    }
    return width;
  };
}
