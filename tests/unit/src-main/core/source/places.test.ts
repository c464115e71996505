import { describe, expect, it } from 'vitest';
import { placesOf, type Named, type Surroundings } from '../../../../../src-main/core/source/places.js';

const AROUND: Surroundings = {
  ...{ rules: [], goroot: '/go', modCache: '/mod', moduleDirs: ['/app'], module: 'example.com/shop' },
};
const places = (named: Partial<Named>, around: Partial<Surroundings> = {}): string[] =>
  placesOf({ file: '', package: 'main', isStdlib: false, ...named }, { ...AROUND, ...around });

describe('places of a source file', () => {
  it.each<[what: string, named: Partial<Named>, expected: string]>([
    ['where it was built', { file: '/home/a/shop/main.go' }, '/home/a/shop/main.go'],
    [
      'a module of another cache',
      { file: '/root/go/pkg/mod/github.com/!burnt!sushi/toml@v1.0.0/lex.go' },
      '/mod/github.com/!burnt!sushi/toml@v1.0.0/lex.go',
    ],
    [
      'a module by -trimpath',
      { file: 'github.com/BurntSushi/toml@v1.0.0-RC1/lex.go' },
      '/mod/github.com/!burnt!sushi/toml@v1.0.0-!r!c1/lex.go',
    ],
    [
      'a vendored module by -trimpath',
      { file: 'github.com/BurntSushi/toml@v1.0.0/lex.go' },
      '/app/vendor/github.com/BurntSushi/toml/lex.go',
    ],
    [
      'a vendored one of another folder',
      { file: '/build/vendor/golang.org/x/net/http2/frame.go' },
      '/app/vendor/golang.org/x/net/http2/frame.go',
    ],
    [
      'the standard library of another Go',
      { file: '/usr/lib/go-1.22/src/net/http/server.go', package: 'net/http', isStdlib: true },
      '/go/src/net/http/server.go',
    ],
    [
      'the standard library by -trimpath',
      { file: 'runtime/proc.go', package: 'runtime', isStdlib: true },
      '/go/src/runtime/proc.go',
    ],
    [
      'the app by -trimpath',
      { file: 'example.com/shop/internal/cart.go', package: 'example.com/shop/internal' },
      '/app/internal/cart.go',
    ],
    [
      'the app built elsewhere',
      { file: '/ci/src/internal/cart.go', package: 'example.com/shop/internal' },
      '/app/internal/cart.go',
    ],
    ['a command of the app built elsewhere', { file: '/ci/src/cmd/api/main.go' }, '/app/cmd/api/main.go'],
    ['Windows', { file: 'C:\\src\\shop\\main.go' }, 'C:/src/shop/main.go'],
  ])('%s', (_, named, expected) => {
    expect(places(named)).toContain(expected);
  });

  it('tries the rules first, in order, on whole names only', () => {
    const rules = ['/ci/src=/home/me/src', '/ci=/else'];
    expect(places({ file: '/ci/src/a.go' }, { rules }).slice(0, 3)).toEqual([
      ...['/home/me/src/a.go', '/else/src/a.go', '/ci/src/a.go'],
    ]);
    expect(places({ file: '/cinema/a.go' }, { rules })[0]).toBe('/cinema/a.go');
  });

  it('never leaves the folders it looks in', () => {
    const found = places({ file: '../../../etc/x.go', package: 'main' });
    expect(found.filter((place) => place.includes('..'))).toEqual([]);
  });
});
