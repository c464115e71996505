import { describe, expect, test } from 'vitest';
import { buildVersion, parseModuleInfo } from '../../../../../src-main/core/discover/module-info.js';

const REVISION = '0123456789abcdef0123456789abcdef01234567';

describe('parseModuleInfo', () => {
  test('reads what go version -m prints', () => {
    const text = [
      'path\texample.com/shop/cmd/shop',
      'mod\texample.com/shop\tv1.2.3\th1:abc=',
      'dep\texample.com/lib\tv0.1.0\th1:def=',
      '=>\texample.com/fork\tv0.1.1\th1:ghi=',
      'build\t-buildmode=pie',
      'build\t-ldflags="-s -w -X \'main.name=a\\tb\'"',
      'build\t"odd key"=`raw "value"`',
      'build\tCGO_CFLAGS=',
      `build\tvcs.revision=${REVISION}`,
      'build\tvcs.modified=true',
      'unknown line',
      '',
    ].join('\n');
    expect(parseModuleInfo(text)).toEqual({
      path: 'example.com/shop/cmd/shop',
      module: 'example.com/shop',
      moduleVersion: 'v1.2.3',
      revision: REVISION,
      modified: true,
      settings: {
        '-buildmode': 'pie',
        '-ldflags': "-s -w -X 'main.name=a\tb'",
        'odd key': 'raw "value"',
        CGO_CFLAGS: '',
        'vcs.revision': REVISION,
        'vcs.modified': 'true',
      },
    });
  });

  test('nothing gives nulls', () => {
    expect(parseModuleInfo('')).toEqual({
      path: null,
      module: null,
      moduleVersion: null,
      revision: null,
      modified: false,
      settings: {},
    });
  });
});

test.each([
  ['mod\tm\tv1.2.3\t', 'v1.2.3'],
  [`mod\tm\tv1.2.3\t\nbuild\tvcs.revision=${REVISION}`, 'v1.2.3'],
  [`mod\tm\t(devel)\t\nbuild\tvcs.revision=${REVISION}`, '0123456'],
  [`mod\tm\t(devel)\nbuild\tvcs.revision=${REVISION}\nbuild\tvcs.modified=true`, '0123456 dirty'],
  [`mod\tm\t\nbuild\tvcs.revision=${REVISION}\nbuild\tvcs.modified=false`, '0123456'],
  ['mod\tm\t(devel)\t', null],
  ['', null],
])('the build version of %j is %j', (text, version) => {
  expect(buildVersion(parseModuleInfo(text))).toBe(version);
});
