import { describe, expect, it } from 'vitest';
import type { SourceKind } from '../../../../../shared/model/target.js';
import { Ownership } from '../../../../../src-main/core/scrape/ownership.js';

/** `expvar:1 prometheus:5`: kinds with their intervals in seconds, offering the names given. */
function owners(sources: string, ...names: string[]): Ownership {
  const ownership = new Ownership();
  ownership.setSources(
    sources.split(' ').map((text) => {
      const [kind = '', seconds] = text.split(':');
      return { id: kind, kind: kind as SourceKind, intervalMs: Number(seconds) * 1000 };
    }),
  );
  for (const name of names) for (const text of sources.split(' ')) ownership.offer(text.split(':')[0]!, name);
  return ownership;
}

describe('who writes a metric name', () => {
  it.each([
    ['prometheus:5 expvar:1', 'expvar'],
    ['process:1 pprof:1 expvar:1 prometheus:1 gopherscope:1', 'gopherscope'],
    ['process:1 pprof:1 expvar:1 prometheus:1', 'prometheus'],
    ['process:1 pprof:1 expvar:1', 'expvar'],
    ['process:1 pprof:1', 'pprof'],
  ])('of %s it is %s', (sources, owner) => {
    expect(owners(sources, 'm').owner('m')).toBe(owner);
  });

  it('changes when the owner is down, and back when it answers', () => {
    const ownership = owners('expvar:1 prometheus:5', 'm');
    const { version } = ownership;
    expect(ownership.setDown('expvar', true)).toBe(true);
    expect(ownership.setDown('expvar', true)).toBe(false);
    expect(ownership.owner('m')).toBe('prometheus');
    expect(ownership.version).toBeGreaterThan(version);
    ownership.setDown('expvar', false);
    expect(ownership.owner('m')).toBe('expvar');
    ownership.setDown('expvar', true);
    ownership.setDown('prometheus', true);
    expect(ownership.owner('m')).toBeUndefined();
  });

  it('changes, and says so, when a better source turns out to offer it too', () => {
    const ownership = owners('expvar:1 prometheus:5');
    expect(ownership.offer('prometheus', 'm')).toBe(true);
    const { version } = ownership;
    expect(ownership.offer('expvar', 'm')).toBe(true);
    expect(ownership.version).toBeGreaterThan(version);
    expect(ownership.offer('prometheus', 'm')).toBe(false);
    expect(ownership.offer('expvar', 'other')).toBe(true);
  });

  it('is nobody once its source is removed', () => {
    const ownership = owners('expvar:1', 'm');
    ownership.setSources([]);
    expect(ownership.isOffered('m')).toBe(false);
    ownership.setSources([{ id: 'expvar', kind: 'expvar', intervalMs: 1000 }]);
    expect(ownership.isOffered('m')).toBe(false);
  });

  it('is every source itself for what each has of its own', () => {
    const ownership = owners('expvar:1 prometheus:5', 'up');
    expect(ownership.offer('prometheus', 'up')).toBe(true);
    expect(ownership.offer('expvar', 'scrape_duration_seconds')).toBe(true);
    expect(ownership.isIdle('prometheus')).toBe(false);
  });

  it('leaves a source idle that another makes superfluous, until that one is down', () => {
    const ownership = owners('expvar:1 prometheus:5', 'm', 'n');
    expect(ownership.isIdle('prometheus')).toBe(true);
    expect(ownership.isIdle('unknown')).toBe(false);
    expect(ownership.ownedBy('expvar')).toEqual(['m', 'n']);
    expect(ownership.ownedBy('prometheus')).toEqual([]);
    ownership.setDown('expvar', true);
    expect(ownership.isIdle('prometheus')).toBe(false);
  });
});
