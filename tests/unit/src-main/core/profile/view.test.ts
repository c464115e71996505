import { describe, expect, test } from 'vitest';
import { ProfileView } from '../../../../../src-main/core/profile/view.js';
import { profileOf, treeText } from '../../../../helpers/profile-text.js';

/** example.com/shop is the main module; regexp is the standard library's. */
const SHOP = `
main.main:10 > example.com/shop/api.Handle:20 > regexp.Compile:5 > runtime.mallocgc:1 = 30 | route=/search
main.main:10 > example.com/shop/api.Handle:20 > regexp.Compile:5 = 20 | route=/search
main.main:10 > example.com/shop/api.Handle:24 > ~example.com/shop/cart.Add:7 = 40 | route=/cart
main.main:11 > gopkg.in/yaml%2ev3.Decode:3 > runtime.mallocgc:2 = 10
`;
const view = (text: string, module: string | null = 'example.com/shop', types?: string[]): ProfileView =>
  new ProfileView(profileOf(text, types), { module });
const rows = (items: readonly { name: string; flat: unknown; cum: unknown }[]): string[] =>
  items.map(({ name, flat, cum }) => `${name} ${String(flat)}/${String(cum)}`);

describe('top', () => {
  test('flat is where samples stand, cum what passes through', () => {
    const top = view(SHOP).top({});
    expect(rows(top.items)).toEqual([
      'example.com/shop/cart.Add 40/40',
      'runtime.mallocgc 40/40',
      'regexp.Compile 20/50',
      'main.main 0/100',
      'example.com/shop/api.Handle 0/90',
      'gopkg.in/yaml%2ev3.Decode 0/10',
    ]);
    expect(top.total).toBe(100);
    expect(top.items.find(({ name }) => name === 'regexp.Compile')).toMatchObject({
      flat_percent: 20,
      cum_percent: 50,
      package: 'regexp',
      origin: 'stdlib',
    });
  });

  test('recursion counts once', () => {
    const recursive = view('main.main > main.f > main.g > main.f > main.f = 5\nmain.main > main.f = 1');
    expect(rows(recursive.top({}).items)).toEqual(['main.f 6/6', 'main.main 0/6', 'main.g 0/5']);
  });

  test('shares of a difference are of the sizes of its values', () => {
    const top = view('main.main > main.grow = 12\nmain.main > main.shrink = -30').top({});
    expect(top.total).toBe(42);
    expect(rows(top.items)).toEqual(['main.shrink -30/-30', 'main.grow 12/12', 'main.main 0/-18']);
  });

  test('sums past 2^53 are exact, as text', () => {
    const big = (2n ** 62n).toString();
    const top = view(`main.main > main.f = ${big}n\nmain.main > main.f = 1\nmain.main > main.g = -3`).top({});
    expect(rows(top.items)).toEqual([
      `main.f ${(2n ** 62n + 1n).toString()}/${(2n ** 62n + 1n).toString()}`,
      'main.g -3/-3',
      `main.main 0/${(2n ** 62n - 2n).toString()}`,
    ]);
    expect(top.total).toBe((2n ** 62n + 4n).toString());
  });

  test('many values below 2^53 whose sum is not', () => {
    const near = (2n ** 53n - 1n).toString();
    const top = view(`main.f = ${near}\nmain.f = ${near}\nmain.f = ${near}`).top({});
    expect(top.items[0]?.flat).toBe((3n * (2n ** 53n - 1n)).toString());
  });

  test('a sample type by name, by number, without inuse_, or refused with those there are', () => {
    const two = view('main.f = 1 2', null, ['objects/count', 'space/bytes']);
    expect(two.top({}).total).toBe(2);
    expect(two.top({ sample_type: '0' }).total).toBe(1);
    expect(two.top({ sample_type: 'inuse_space' }).total).toBe(2);
    expect(() => two.top({ sample_type: 'cpu' })).toThrow('it has objects, space');
  });
});

describe('call trees', () => {
  test('merged: from the entry point, one node a function and caller', () => {
    expect(treeText(view(SHOP).tree({}, { view: 'merged' }))).toBe(
      `
 0/100
  main.main 0/100
    example.com/shop/api.Handle 0/90
      example.com/shop/cart.Add 40/40
      regexp.Compile 20/50
        runtime.mallocgc 30/30
    gopkg.in/yaml%2ev3.Decode 0/10
      runtime.mallocgc 10/10`.slice(1),
    );
  });

  test('inverted: from where samples stand up to who called', () => {
    expect(treeText(view(SHOP).tree({ focus: 'mallocgc' }, { view: 'inverted' }))).toBe(
      `
 0/40
  runtime.mallocgc 0/40
    gopkg.in/yaml%2ev3.Decode 0/10
      main.main 10/10
    regexp.Compile 0/30
      example.com/shop/api.Handle 0/30
        main.main 30/30`.slice(1),
    );
  });

  test('callers and callees of a function, outermost calls only', () => {
    const recursive = view('main.a > main.f > main.g > main.f = 5\nmain.b > main.f = 2');
    expect(treeText(recursive.tree({}, { view: 'callers', function: 'main.f' }))).toBe(
      `
main.f 0/7
  main.a 5/5
  main.b 2/2`.slice(1),
    );
    expect(treeText(recursive.tree({}, { view: 'callees', function: 'main.f' }))).toBe(
      `
main.f 2/7
  main.g 0/5
    main.f 5/5`.slice(1),
    );
  });

  test('a tree too large keeps its largest nodes and says how many it left out', () => {
    const tree = view(SHOP).tree({}, { view: 'merged', limit: 4 });
    expect(tree.extra.omitted).toBe(4);
    expect(treeText(tree)).toBe(
      `
 0/100
  main.main 0/100
    example.com/shop/api.Handle 0/90
      regexp.Compile 20/50`.slice(1),
    );
  });

  test('says origin and inlining of every frame', () => {
    const { columns, strings } = view(SHOP).tree({}, { view: 'merged' });
    const flags = Object.fromEntries(
      [...(columns['name'] ?? [])].map((n, i) => [strings[Number(n)], columns['flags']?.[i]]),
    );
    expect(flags).toMatchObject({
      'main.main': 2,
      'example.com/shop/cart.Add': 3,
      'gopkg.in/yaml%2ev3.Decode': 4,
      'regexp.Compile': 8,
      'runtime.mallocgc': 16,
    });
  });

  test('a stack of 200 000 frames makes every report', () => {
    const deep = view(
      `${Array.from({ length: 200_000 }, (_, i) => `main.f${(i % 7).toString()}`).join(' > ')} = 3`,
    );
    expect(deep.top({}).items).toHaveLength(7);
    for (const treeView of ['merged', 'inverted'] as const)
      expect(Number(deep.tree({}, { view: treeView }).columns['cum']?.[0])).toBe(3);
    expect(deep.handOffs({}, {}).items).toHaveLength(1);
    expect(deep.detail({}, 'main.f0').cum).toBe(3);
  });
});

describe('one function', () => {
  test('its callers, callees and lines', () => {
    const { callers, callees, lines, flat, cum } = view(SHOP).detail({}, 'example.com/shop/api.Handle');
    expect({ flat, cum }).toEqual({ flat: 0, cum: 90 });
    expect(callers.map(({ name, value }) => [name, value])).toEqual([['main.main', 90]]);
    expect(callees.map(({ name, value }) => [name, value])).toEqual([
      ['regexp.Compile', 50],
      ['example.com/shop/cart.Add', 40],
    ]);
    expect(lines).toEqual([
      { line: 20, flat: 0, cum: 50 },
      { line: 24, flat: 0, cum: 40 },
    ]);
  });

  test('an edge counts once a stack, and a function is not its own caller', () => {
    const { callers, callees } = view('main.f > main.g > main.f > main.g > main.f = 4').detail({}, 'main.f');
    expect(callers.map(({ name, value }) => [name, value])).toEqual([['main.g', 4]]);
    expect(callees.map(({ name, value }) => [name, value])).toEqual([['main.g', 4]]);
    const alone = view('main.f > main.f = 1').detail({}, 'main.f');
    expect([alone.callers, alone.callees]).toEqual([[], []]);
  });

  test('one that is not there is refused by name', () => {
    expect(() => view(SHOP).detail({}, 'main.gone')).toThrow('no function “main.gone”');
  });
});

describe('own lines', () => {
  test('by what they hand to others, each sample to its lowest own frame', () => {
    expect(view(SHOP).handOffs({}, {}).items).toMatchObject([
      {
        function: 'example.com/shop/api.Handle',
        line: 20,
        callees: ['regexp.Compile'],
        itself: false,
        value: 50,
      },
      { function: 'example.com/shop/cart.Add', line: 7, callees: [], itself: true, value: 40 },
      { function: 'main.main', line: 11, callees: ['gopkg.in/yaml%2ev3.Decode'], itself: false, value: 10 },
    ]);
  });

  test('that lead to one function', () => {
    expect(view(SHOP).handOffs({}, { function: 'runtime.mallocgc' }).items).toMatchObject([
      { function: 'example.com/shop/api.Handle', line: 20, callees: ['regexp.Compile'], value: 30 },
      { function: 'main.main', line: 11, callees: ['gopkg.in/yaml%2ev3.Decode'], value: 10 },
    ]);
  });
});

describe('groups', () => {
  test('by package and by origin', () => {
    const byPackage = view(SHOP).groups({}, 'package').items;
    expect(byPackage.map(({ name, flat }) => [name, flat])).toEqual([
      ['example.com/shop/cart', 40],
      ['runtime', 40],
      ['regexp', 20],
      ['example.com/shop/api', 0],
      ['gopkg.in/yaml.v3', 0],
      ['main', 0],
    ]);
    const byOrigin = view(SHOP).groups({}, 'origin').items;
    expect(byOrigin.map(({ name, flat, cum }) => [name, flat, cum])).toEqual([
      ['own', 40, 100],
      ['runtime', 40, 40],
      ['stdlib', 20, 50],
      ['dependency', 0, 10],
    ]);
  });

  test('by a label; what has none stands under the empty name', () => {
    expect(
      view(SHOP)
        .groups({}, 'label:route')
        .items.map(({ name, flat }) => [name, flat]),
    ).toEqual([
      ['/search', 50],
      ['/cart', 40],
      ['', 10],
    ]);
  });

  test('by anything else is refused', () => {
    expect(() => view(SHOP).groups({}, 'colour')).toThrow('not by “colour”');
  });
});

describe('labels', () => {
  const BYTES = `
main.f = 1 | bytes=#4096,route=/a
main.f = 2 | bytes=#8192,route=/b
main.f = 4 | bytes=#65536,route=/b
main.f = 8 | age=#120seconds
`;
  test('keys and values by weight, numbers with their unit', () => {
    expect(view(BYTES).labels({})).toEqual([
      { key: 'age', unit: 'seconds', values: [{ value: '120', total: 8 }], more: 0 },
      {
        key: 'bytes',
        unit: 'bytes',
        values: [
          { value: '65536', total: 4 },
          { value: '8192', total: 2 },
          { value: '4096', total: 1 },
        ],
        more: 0,
      },
      {
        key: 'route',
        unit: null,
        values: [
          { value: '/b', total: 6 },
          { value: '/a', total: 1 },
        ],
        more: 0,
      },
    ]);
  });

  test.each([
    ['route=/b', 6],
    [['route=/a', 'route=/b'], 7],
    [['route=/b', 'bytes=64kb:'], 4],
    ['bytes=4kb:16kb', 3],
    ['bytes=:8KiB', 3],
    ['bytes=4096', 1],
    ['age=1m:300s', 8],
    ['age=:60s', 0],
    ['route=~^/[ab]$', 7],
    ['route=', 8],
  ])('%s keeps %s', (label, shown) => {
    const top = view(BYTES).top({ label });
    expect([top.shown, top.total]).toEqual([shown, 15]);
  });

  test('a condition that is none is refused', () => {
    expect(() => view(BYTES).top({ label: 'route' })).toThrow('not of the form key=value');
    expect(() => view(BYTES).top({ label: 'route=~(' })).toThrow('label cannot be used');
  });
});

test('goroutines are refused of a profile that counts none', () => {
  expect(() => view(SHOP).goroutines({})).toThrow('cpu in nanoseconds counts no goroutines');
  expect(view('main.f = 3', null, ['goroutine/count']).goroutines({}).total).toBe(3);
});

test('folding an origin gives its time to the callers', () => {
  expect(rows(view(SHOP).top({ fold: 'runtime,stdlib' }).items)).toEqual([
    'example.com/shop/api.Handle 50/90',
    'example.com/shop/cart.Add 40/40',
    'gopkg.in/yaml%2ev3.Decode 10/10',
    'main.main 0/100',
  ]);
});

test('a package keeps the samples that pass through it', () => {
  const top = view(SHOP).top({ package: 'gopkg.in/yaml.v3' });
  expect([top.shown, top.total]).toEqual([10, 100]);
});

test('a pattern that is none is refused with its name and why', () => {
  expect(() => view(SHOP).top({ focus: 'a(' })).toThrow(/focus cannot be used: .*Patterns are RE2/);
  expect(() => view(SHOP).top({ hide: 'x'.repeat(2000) })).toThrow('longer than 1024');
});
