import { describe, expect, it } from 'vitest';
import { chainAt, foldedChildren } from '../../../../../src-renderer/ui/flamegraph/fold.js';
import { fit, packageOf, spellings } from '../../../../../src-renderer/ui/flamegraph/labels.js';
import { Boxes, layout, WHOLE } from '../../../../../src-renderer/ui/flamegraph/layout.js';
import { search } from '../../../../../src-renderer/ui/flamegraph/search.js';
import { flameTree, type FlameTree } from '../../../../../src-renderer/ui/flamegraph/tree.js';

const OWN = 2;
const STD = 8;

/** Rows of [parent, name, flat, flags]; node 0 is the root. */
function tree(rows: [number, string, number, number][]): FlameTree {
  const all: [number, string, number, number][] = [[-1, '', 0, 0], ...rows];
  const strings = [...new Set(all.map(([, name]) => name))];
  const flat = Float64Array.from(all, ([, , v]) => v);
  const cum = flat.slice();
  for (let i = all.length - 1; i > 0; i--) cum[all[i]![0]]! += cum[i]!;
  return flameTree({
    parent: Int32Array.from(all, ([p]) => p),
    name: Uint32Array.from(all, ([, name]) => strings.indexOf(name)),
    file: new Uint32Array(all.length),
    line: new Uint32Array(all.length),
    flat,
    cum,
    flags: Uint8Array.from(all, ([, , , f]) => f),
    strings,
  });
}
const rule = { keep: () => false, opened: new Set<number>() };
const place = (t: FlameTree, width: number): Boxes =>
  layout(t, { width, span: WHOLE, rows: { from: 0, to: 99 }, fold: null }, new Boxes());

describe('layout', () => {
  const t = tree([
    [0, 'small', 1, STD],
    [0, 'large', 9, STD],
  ]);
  it('puts the largest child first', () => {
    const b = place(t, 100);
    const large = b.node.indexOf(2);
    expect(b.x[large]).toBeCloseTo(0);
    expect(b.w[large]).toBeCloseTo(90);
  });
  it('leaves out what is narrower than a pixel', () => {
    expect(place(t, 7).count).toBe(2);
    expect(place(t, 10).count).toBe(3);
  });
});

describe('fold', () => {
  const chain: [number, string, number, number][] = [
    [0, 'a', 0, STD],
    [1, 'b', 0, STD],
    [2, 'c', 0, STD],
    [3, 'd', 0, STD],
    [4, 'main.work', 0, OWN],
    [5, 'e', 10, STD],
  ];
  it('takes four frames that only hand on, and stops before the last own one', () => {
    expect(chainAt(tree(chain), 1, rule)).toEqual({ fold: 4, plain: 0 });
  });
  it('leaves three as they are', () => {
    expect(chainAt(tree(chain.slice(1).map(([p, ...r]) => [p - 1, ...r])), 1, rule).fold).toBe(0);
  });
  it('keeps what was found or opened', () => {
    expect(chainAt(tree(chain), 1, { ...rule, keep: (n) => n === 2 }).fold).toBe(0);
    expect(chainAt(tree(chain), 1, { ...rule, opened: new Set([1]) }).fold).toBe(0);
  });
  it('hands on the children of all its frames', () => {
    const t = tree([...chain, [2, 'aside', 1, STD]]);
    expect(foldedChildren(t, 1, 4, 0)).toEqual([5, 7]);
  });
});

describe('search', () => {
  it('counts every frame, and the share of the topmost ones once', () => {
    const t = tree([
      [0, 'regexp.Compile', 2, STD],
      [1, 'regexp/syntax.Parse', 3, STD],
      [0, 'main.main', 5, OWN],
    ]);
    expect(search(t, 'REGEXP')).toMatchObject({ count: 2, value: 5 });
    expect(search(t, ' ')).toBeNull();
  });
});

describe('labels', () => {
  const name = 'github.com/go-chi/chi/v5.(*Mux).ServeHTTP';
  it('goes from the full name to the method', () => {
    expect(spellings(name)).toEqual([name, 'v5.(*Mux).ServeHTTP', '(*Mux).ServeHTTP', 'ServeHTTP']);
    expect(packageOf(name)).toBe('github.com/go-chi/chi/v5');
    expect(packageOf('slices.SortFunc[go.shape.[]*example.com/x.Hit]')).toBe('slices');
  });
  it('takes the longest that fits, then cuts', () => {
    const measure = (s: string): number => s.length;
    expect(fit(spellings(name), 20, measure)).toBe('v5.(*Mux).ServeHTTP');
    expect(fit(spellings(name), 5, measure)).toBe('Serv…');
    expect(fit(spellings(name), 2, measure)).toBe('');
  });
});
