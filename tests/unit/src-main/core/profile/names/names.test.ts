import { describe, expect, test } from 'vitest';
import { findModule, originOf } from '../../../../../../src-main/core/profile/names/origin.js';
import { packageOf } from '../../../../../../src-main/core/profile/names/packages.js';

describe('the package of a symbol', () => {
  test.each([
    ['main.main', 'main'],
    ['main.(*Cache[go.shape.string,go.shape.int]).Get', 'main'],
    ['main.Map[github.com/acme/shop/model.Item,go.shape.*uint8].func1', 'main'],
    ['github.com/acme/shop.v2/internal/cart.(*Cart).Add', 'github.com/acme/shop.v2/internal/cart'],
    ['gopkg.in/yaml%2ev3.(*Decoder).Decode', 'gopkg.in/yaml.v3'],
    ['github.com/acme/shop/api.(*Server).handle-fm', 'github.com/acme/shop/api'],
    ['slices.SortFunc[go.shape.[]github.com/acme/shop/model.Item,go.shape.struct { Name string }]', 'slices'],
    ['type:.eq.github.com/acme/shop/model.Key', 'github.com/acme/shop/model (type:.eq)'],
    ['github.com/acme/shop/api.init.0.func2.1', 'github.com/acme/shop/api'],
    ['vendor/golang.org/x/net/http2/hpack.(*Encoder).Write', 'vendor/golang.org/x/net/http2/hpack'],
    ['<script>alert(1)</script>.x', ''],
    ['std::vector<int>::push_back(int)', ''],
    ['_start', ''],
  ])('%s', (name, expected) => {
    expect(packageOf(name, '')).toBe(expected);
  });

  test('of assembly without one is its file’s, in the standard library', () => {
    expect(packageOf('memeqbody', '/usr/local/go/src/internal/bytealg/equal_amd64.s')).toBe(
      'internal/bytealg',
    );
    expect(packageOf('gogo', '/usr/local/go/src/runtime/asm_amd64.s')).toBe('runtime');
  });
});

describe('the origin', () => {
  test.each([
    ['runtime', '', null, 'runtime'],
    ['runtime/pprof', '', null, 'stdlib'],
    ['internal/runtime/syscall', '', null, 'runtime'],
    ['net/http', '/usr/local/go/src/net/http/server.go', null, 'stdlib'],
    ['vendor/golang.org/x/net', '', null, 'stdlib'],
    ['main', '/src/main.go', null, 'own'],
    ['github.com/acme/shop/api', '/src/shop/api/a.go', null, 'own'],
    [
      'github.com/go-chi/chi/v5',
      '/root/go/pkg/mod/github.com/go-chi/chi/v5@v5.0.1/mux.go',
      null,
      'dependency',
    ],
    ['github.com/go-chi/chi/v5', 'github.com/go-chi/chi/v5@v5.0.1/mux.go', null, 'dependency'],
    ['github.com/x/y', '/src/shop/vendor/github.com/x/y/z.go', null, 'dependency'],
    ['github.com/acme/shop', '', 'github.com/acme/shop', 'own'],
    ['github.com/acme/shop.v2', '', 'github.com/acme/shop', 'dependency'],
    ['github.com/acme/shop/model (type:.eq)', '', 'github.com/acme/shop', 'own'],
    ['', '', null, 'unknown'],
  ] as const)('of %s in %s with module %s is %s', (name, file, module, expected) => {
    expect(originOf(name, file, module)).toBe(expected);
  });
});

describe('the main module', () => {
  const fns = (...list: [string, string][]) => list.map(([name, file]) => ({ package: name, file }));

  test('is the one repository outside every module cache', () => {
    const list = fns(
      ['main', '/w/shop/cmd/main.go'],
      ['github.com/acme/shop/api', '/w/shop/api/a.go'],
      ['github.com/acme/shop/internal/x', '/w/shop/internal/x/x.go'],
      ['github.com/go-chi/chi/v5', '/root/go/pkg/mod/github.com/go-chi/chi/v5@v5.0.1/mux.go'],
      ['net/http', '/usr/local/go/src/net/http/server.go'],
    );
    expect(findModule(list)).toBe('github.com/acme/shop');
  });

  test('is not known where there are several, or none but main', () => {
    expect(findModule(fns(['a.org/x/y', '/w/x.go'], ['b.org/z', '/w/z.go']))).toBeNull();
    expect(findModule(fns(['main', '/w/main.go']))).toBeNull();
  });
});
