import { createI18n } from 'vue-i18n';
import { expect, it } from 'vitest';
import { en } from '../../../../src-renderer/i18n/en.js';

const leaves = (node: object, path = ''): [string, string][] =>
  Object.entries(node).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value as object, `${path}${key}.`),
  );

it('every message compiles, and keeps its placeholders in every plural form', () => {
  const warnings: string[] = [];
  const i18n = createI18n({ legacy: false, locale: 'en', messages: { en }, missingWarn: true });
  for (const [key, text] of leaves(en)) {
    for (const n of [0, 1, 2, 7]) {
      const named = Object.fromEntries([...text.matchAll(/\{(\w+)\}/g)].map((m) => [m[1] ?? '', 'Q']));
      const said = i18n.global.t(key, named, n);
      if (said === key || /[{}|]/.test(said)) warnings.push(`${key} (${String(n)}): ${said}`);
    }
  }
  expect(warnings).toEqual([]);
});

it('no message shouts', () => {
  expect(leaves(en).filter(([, text]) => text.includes('!') || /an error occurred/i.test(text))).toEqual([]);
});
