import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { wantsWindow } from '../../../scripts/lib/electron.mjs';
import { judge } from '../../../scripts/lib/package-check.mjs';

const config = parse(
  fs.readFileSync(path.resolve(import.meta.dirname, '../../../electron-builder.yml'), 'utf8'),
) as {
  asar: boolean;
  files: string[];
  electronFuses: Record<string, boolean>;
  fileAssociations: { ext: string }[];
};

describe('the packaged app', () => {
  it('has its seven fuses set the safe way', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.asar).toBe(true);
  });

  it('is of an Electron that is at most one major behind the one that was newest when this was written', () => {
    const pkg = JSON.parse(
      fs.readFileSync(path.resolve(import.meta.dirname, '../../../package.json'), 'utf8'),
    ) as {
      devDependencies: Record<string, string>;
      main: string;
    };
    expect(Number(pkg.devDependencies['electron']?.split('.')[0])).toBeGreaterThanOrEqual(45);
    expect(pkg.main).toBe('dist/electron/main.mjs');
  });

  it('opens .pprof and .prof', () => {
    expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(['pprof', 'prof']);
  });

  const GOOD = [
    ...[
      '/package.json',
      '/LICENSE',
      '/dist',
      '/dist/electron',
      '/dist/electron/main.mjs',
      '/dist/electron/preload.cjs',
      '/dist/electron/profile-child.mjs',
    ],
    ...[
      '/dist/renderer',
      '/dist/renderer/index.html',
      '/dist/renderer/assets',
      '/dist/renderer/assets/a-1.js',
    ],
  ];

  it('holds what it needs', () => {
    expect(judge(GOOD).problems).toEqual([]);
    for (const name of [
      '/package.json',
      '/dist/electron/main.mjs',
      '/dist/electron/preload.cjs',
      '/dist/electron/profile-child.mjs',
      '/dist/renderer/index.html',
    ])
      expect(judge(GOOD.filter((one) => one !== name)).problems).toEqual([`${name} is missing.`]);
  });

  it.each([
    ...[
      '/node_modules',
      '/node_modules/vue/index.js',
      '/src-main/core/monitor.ts',
      '/tests/x.test.ts',
      '/shared/a.ts',
    ],
    ...['/dist/core/headless.mjs', '/dist/electron/main.mjs.map', '/.env', '/go/go.mod', '/dist/.core-stamp'],
  ])('does not hold %s', (name) => {
    expect(judge([...GOOD, name]).problems).toEqual([`${name} has no business in there.`]);
  });
});

describe('npm start', () => {
  it.each([
    [[], true],
    [['cpu.pprof'], true],
    [['--port', '0'], true],
    [['--headless'], false],
    [['serve', '--port', '0'], false],
    [['open'], false],
    [['--help'], false],
  ])('with %j opens the desktop window: %s', (args, wanted) => {
    expect(wantsWindow(args)).toBe(wanted);
  });
});
