import { describe, expect, it } from 'vitest';
import type { Annotation, AnnotationKind } from '../../../../../shared/model/annotation.js';
import type { TargetNotice } from '../../../../../shared/model/ports.js';
import { QUIET_MS, type Watched } from '../../../../../src-main/core/notify/decide.js';
import { notifyOfTargets } from '../../../../../src-main/core/notify/notify.js';
import { FakeClock } from '../../../../helpers/fake-clock.js';

/** Targets to tell of, a clock, and what was told. */
function desk() {
  const targets = new Map<string, Watched>([
    ['a', { name: 'shop', enabled: true }],
    ['b', { name: 'cart', enabled: true }],
  ]);
  const told: TargetNotice[] = [];
  let happen: (annotation: Annotation) => void = () => undefined;
  const clock = new FakeClock();
  const stop = notifyOfTargets(
    {
      onAdd: (listener) => {
        happen = listener;
        return () => (happen = () => undefined);
      },
    },
    { watchedAs: (id) => targets.get(id) },
    { notify: (notice) => told.push(notice) },
    clock,
  );
  const add = (targetId: string, kind: AnnotationKind, data: Annotation['data'] = {}): void => {
    happen({ id: 'x', targetId, tMs: clock.now(), kind, data });
  };
  return { targets, told, add, stop, clock };
}

describe('notices of targets', () => {
  it('say that one is down and why, and how long it was when it answers again', () => {
    const { add, told, clock } = desk();
    add('a', 'down', { code: 'CONNECTION_REFUSED', reason: 'Connection refused at :6060.' });
    clock.skip(45_400);
    add('a', 'up');
    expect(told).toEqual([
      {
        targetId: 'a',
        title: 'shop',
        code: 'TARGET_DOWN',
        params: { name: 'shop', reason: 'Connection refused at :6060.' },
        message: 'Down: Connection refused at :6060.',
      },
      {
        targetId: 'a',
        title: 'shop',
        code: 'TARGET_UP',
        params: { name: 'shop', seconds: 45 },
        message: 'Answers again, after 45 s.',
      },
    ]);
  });

  it.each([
    [125, '2 min'],
    [3 * 3600 + 20 * 60, '3 h 20 min'],
    [7200, '2 h'],
  ])('%i s are told as %s', (seconds, words) => {
    const { add, told, clock } = desk();
    add('a', 'down');
    clock.skip(seconds * 1000);
    add('a', 'up');
    expect(told.map(({ message }) => message)).toEqual(['Down.', `Answers again, after ${words}.`]);
  });

  it('come once a minute of a target that flaps, with no answer to what was not told', () => {
    const { add, told, clock } = desk();
    for (let i = 0; i < 5; i++) {
      add('a', 'down');
      clock.skip(5000);
      add('a', 'up');
      clock.skip(5000);
    }
    expect(told.map(({ code }) => code)).toEqual(['TARGET_DOWN', 'TARGET_UP']);
    add('b', 'down');
    expect(told.at(-1)).toMatchObject({ targetId: 'b' });
    clock.skip(QUIET_MS - 50_000);
    add('a', 'down');
    expect(told.at(-1)).toMatchObject({ targetId: 'a', code: 'TARGET_DOWN' });
  });

  it('come when the quiet minute ends, of one that went down in it and stays down', async () => {
    const { add, told, clock } = desk();
    add('a', 'down', { reason: 'Refused.' });
    await clock.advance(10_000);
    add('a', 'up');
    await clock.advance(10_000);
    add('a', 'down', { reason: 'Refused again.' });
    await clock.advance(39_999);
    expect(told).toHaveLength(2);
    await clock.advance(1);
    expect(told.slice(2).map(({ message }) => message)).toEqual(['Down: Refused again.']);
    await clock.advance(20_000);
    add('a', 'up');
    // It was down since before it was told.
    expect(told.at(-1)?.message).toBe('Answers again, after 60 s.');
    await clock.advance(10 * QUIET_MS);
    expect([told.length, clock.pending]).toEqual([4, 0]);
  });

  it.each<[string, (all: ReturnType<typeof desk>) => void]>([
    [
      'is up again',
      ({ add }) => {
        add('a', 'up');
      },
    ],
    ['is paused', ({ targets }) => targets.set('a', { name: 'shop', enabled: false })],
    ['is removed', ({ targets }) => targets.delete('a')],
    [
      'is no longer listened to',
      ({ stop }) => {
        stop();
      },
    ],
  ])('do not come when the quiet minute ends and it %s', async (_what, then) => {
    const all = desk();
    const { add, told, clock } = all;
    for (const kind of ['down', 'up', 'down'] as const) {
      add('a', kind);
      await clock.advance(1000);
    }
    then(all);
    await clock.advance(10 * QUIET_MS);
    expect([told.map(({ code }) => code), clock.pending]).toEqual([['TARGET_DOWN', 'TARGET_UP'], 0]);
  });

  it('are not made of a paused or removed target, of anything else that happens, or after the end', () => {
    const { add, told, targets, stop } = desk();
    targets.set('a', { name: 'shop', enabled: false });
    targets.delete('b');
    add('a', 'down');
    add('b', 'down');
    targets.set('a', { name: 'shop', enabled: true });
    for (const kind of ['restart', 'build', 'gap', 'owner', 'capture', 'alert', 'note', 'up'] as const)
      add('a', kind);
    stop();
    add('a', 'down');
    expect(told).toEqual([]);
  });
});
