import { expect, test } from 'vitest';
import { commonIndent } from '../../../../../src-renderer/features/profiles/excerpt.js';
import { functionName, packageName } from '../../../../../src-renderer/features/profiles/names.js';

test.each([
  ['net/http.(*conn).serve', 'net/http.(*conn).serve'],
  ['encoding/json.Unmarshal', 'encoding/json.Unmarshal'],
  ['github.com/go-chi/chi/v5.(*Mux).ServeHTTP', 'v5.(*Mux).ServeHTTP'],
  ['pay/internal/ledger.(*Stream).pump', 'ledger.(*Stream).pump'],
  ['runtime.mallocgc', 'runtime.mallocgc'],
  ['', ''],
])('the function %s is written %s', (name, written) => {
  expect(functionName(name)).toBe(written);
});

test.each([
  ['net/http', 'net/http'],
  ['github.com/go-chi/chi/v5', 'chi'],
  ['main', 'main'],
])('the package %s is called %s', (path, called) => {
  expect(packageName(path)).toBe(called);
});

test('the indent that all lines share leaves out empty lines', () => {
  const line = (text: string | null) => ({ line: 1, text, flat: 0, cum: 0 });
  expect(commonIndent([line('\t\ta'), line(''), line('\tb'), line(null)])).toBe(1);
  expect(commonIndent([line(null)])).toBe(0);
});
