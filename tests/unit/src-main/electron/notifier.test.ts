import { EventEmitter } from 'node:events';
import { beforeEach, expect, it, vi } from 'vitest';

/** Notifications as the mocked Electron shows them. */
const shown: EventEmitter[] = [];
vi.mock('electron', () => ({
  Notification: class extends EventEmitter {
    static isSupported = () => true;
    show() {
      shown.push(this);
    }
    close() {
      shown.splice(shown.indexOf(this), 1);
      this.emit('close');
    }
  },
}));

const { DesktopNotifier } = await import('../../../../src-main/electron/notifier.js');
const notice = (targetId: string) => ({
  targetId,
  title: targetId,
  code: 'TARGET_DOWN',
  params: {},
  message: 'Down.',
});
beforeEach(() => {
  shown.length = 0;
});

it('a click leads to the target, and the handle is let go', () => {
  const clicked: string[] = [];
  const notifier = new DesktopNotifier((id) => clicked.push(id));
  notifier.notify(notice('a'));
  expect(notifier.size).toBe(1);
  shown[0]!.emit('click');
  expect(clicked).toEqual(['a']);
  expect(notifier.size).toBe(0);
});

it('a target has one at a time, and 1 000 targets hold no more than twenty', () => {
  const notifier = new DesktopNotifier(() => undefined);
  for (let i = 0; i < 5; i++) notifier.notify(notice('a'));
  expect(shown).toHaveLength(1);
  for (let i = 0; i < 1000; i++) notifier.notify(notice(`t${i}`));
  expect(notifier.size).toBe(20);
  expect(shown).toHaveLength(20);
  for (const one of [...shown]) one.emit('failed');
  expect(notifier.size).toBe(0);
});
