import { describe, expect, it } from 'vitest';
import type { NativeBridge, OpenRequest } from '../../../../shared/native/bridge.js';
import { readDrop } from '../../../../src-renderer/app/drops.js';
import { followNative } from '../../../../src-renderer/app/native-events.js';

describe('what the desktop host tells', () => {
  it('reaches the handlers that were there before the page said it is ready', () => {
    const order: string[] = [];
    const on = (name: string) => () => {
      order.push(name);
      return () => order.push(`no ${name}`);
    };
    const bridge = {
      onCommand: on('command'),
      onOpen: on('open'),
      onNavigate: on('navigate'),
      ready: () => {
        order.push('ready');
        return Promise.resolve(undefined);
      },
    } as unknown as NativeBridge;
    const nothing = (): void => undefined;
    const stop = followNative({ command: nothing, open: nothing, navigate: nothing }, bridge);
    expect(order).toEqual(['command', 'open', 'navigate', 'ready']);
    stop();
    expect(order.slice(4)).toEqual(['no command', 'no open', 'no navigate']);
    expect(() => {
      followNative({ command: nothing, open: nothing, navigate: nothing }, null)();
    }).not.toThrow();
  });
});

describe('a drop', () => {
  const drop = (files: string[], list = ''): DataTransfer =>
    ({ files: files.map((name) => ({ name })), getData: () => list }) as unknown as DataTransfer;

  it('brings all files at once', () => {
    expect(readDrop(drop(['a.pprof', 'b']))).toEqual({
      kind: 'files',
      files: [{ name: 'a.pprof' }, { name: 'b' }],
    });
  });

  it('brings a web address, and nothing of another kind', () => {
    expect(readDrop(drop([], '# comment\r\nhttp://localhost:6060/'))).toEqual({
      kind: 'url',
      url: 'http://localhost:6060/',
    });
    expect(readDrop(drop([], 'file:///etc/passwd\njavascript:1'))).toBeNull();
    expect(readDrop(drop([]))).toBeNull();
  });
});
