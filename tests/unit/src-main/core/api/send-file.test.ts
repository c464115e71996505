import { expect, it } from 'vitest';
import { disposition } from '../../../../../src-main/core/api/raw/send-file.js';

it('offers any name for saving, cut within a pair or broken before', () => {
  const cut = disposition(`${'a'.repeat(149)}😀.pb`);
  expect(cut).toContain(`filename*=UTF-8''${'a'.repeat(149)}_`);
  expect(disposition('\ud800\r\nX: y"')).toBe(
    `attachment; filename="___X_ y_"; filename*=UTF-8''_%0D%0AX%3A%20y%22`,
  );
});
