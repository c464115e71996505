import { describe, expect, it } from 'vitest';
import { compareWithGo } from '../helpers/compare-profile.js';
import { GoPprof } from '../helpers/go-pprof.js';
import { NO_CORPUS, ownProfiles, profileCorpus } from '../helpers/profile-corpus.js';

/** As `npm run test:profiles`, which says more; the answers of the tool are kept under .cache. */
async function differing(files: readonly string[]): Promise<string[]> {
  const go = new GoPprof();
  const waiting = [...files];
  const found: string[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const { outcome, differences } = await compareWithGo(go, file);
      if (outcome === 'different') found.push(`${file}: ${differences.slice(0, 3).join('; ')}`);
    }
  };
  await Promise.all([work(), work()]);
  return found;
}

describe('verdict, flat and cum of go tool pprof', () => {
  it('on profiles of our own programs', { timeout: 120_000 }, async () => {
    expect(await differing(ownProfiles())).toEqual([]);
  });

  // The tool takes most of a minute for all; `npm run test:profiles` compares every one.
  const corpus = profileCorpus().filter((_, i) => i % 3 === 0);
  it.skipIf(corpus.length === 0)(
    `on every third of real and hostile files${corpus.length === 0 ? `: ${NO_CORPUS}` : ''}`,
    { timeout: 240_000 },
    async () => {
      expect(await differing(corpus)).toEqual([]);
    },
  );
});
