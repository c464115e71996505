import { describe, expect, it } from 'vitest';
import { readHeapText } from '../../../../../src-main/core/scrape/heap-text.js';
import { sharedData, WHY_SKIPPED } from '../../../../helpers/shared-data.js';

const TEXT = `heap profile: 3: 3072 [9: 9216] @ heap/1048576
2: 2048 [4: 4096] @ 0x680345 0x680243
#	0x680344	main.main+0x44	/src/main.go:53

1: 1048576 [1: 1048576] @ 0x6707eb
0: 0 [5: 4096] @ 0x6707ec

# runtime.MemStats
# Alloc = 28655976
# HeapAlloc = 28655976
# Stack = 851968 / 900000
# NextGC = 45760832
# PauseNs = [100 200 0]
# PauseEnd = [1000000000 2000000000 0]
# NumGC = 2
# DebugGC = false
# MaxRSS = 63275008
`;

describe('heap?debug=1', () => {
  it('gives MemStats, the most RSS and both numbers of a pair', () => {
    const answer = readHeapText(TEXT);
    if (!answer.ok) throw new Error(answer.error.code);
    const values = Object.fromEntries(answer.value.reading.points.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({
      go_memstats_heap_alloc_bytes: 28_655_976,
      go_memstats_stack_inuse_bytes: 851_968,
      go_memstats_stack_sys_bytes: 900_000,
      go_memstats_next_gc_bytes: 45_760_832,
      process_resident_memory_max_bytes: 63_275_008,
    });
    expect(answer.value.stats['PauseNs']).toEqual([100, 200, 0]);
  });

  it('scales each record by the chance that it was sampled', () => {
    const answer = readHeapText(TEXT);
    // 2 objects of 1 KiB and one of 1 MiB, at one sample per 512 KiB.
    const small = 2048 / (1 - Math.exp(-1024 / 524_288));
    const large = 1_048_576 / (1 - Math.exp(-2));
    expect(answer.ok && answer.value.profileLiveBytes).toBeCloseTo(small + large, 3);
    expect(small).toBeGreaterThan(1_000_000);
  });

  it('takes everything as it stands at a rate of 1, and nothing sampled as unknown', () => {
    const every = readHeapText(TEXT.replace('heap/1048576', 'heap/2'));
    expect(every.ok && every.value.profileLiveBytes).toBe(2048 + 1_048_576);
    const none = readHeapText(TEXT.replaceAll(/^\d+: \d+ \[/gm, '0: 0 ['));
    expect(none.ok && none.value.profileLiveBytes).toBeNull();
  });

  it.each(['', '<html></html>', 'heap profile: 1: 2 [3: 4] @ heap/1048576', TEXT.slice(20)])(
    'is told from other answers: %j',
    (text) => {
      expect(readHeapText(text)).toMatchObject({ ok: false, error: { code: 'NOT_HEAP_TEXT' } });
    },
  );

  const recorded = sharedData('exposition/go1.19-bare-app/debug_pprof_heap__debug1.bin');
  it.skipIf(recorded === null)(`of a Go 1.19 app is read (skipped when ${WHY_SKIPPED})`, () => {
    const answer = readHeapText(recorded!.toString('latin1'));
    if (!answer.ok) throw new Error(answer.error.code);
    expect(answer.value.reading.identity.counters).toEqual({
      numGC: 314,
      totalAlloc: 2_272_301_240,
      mallocs: 1_723_745,
    });
    // The app holds 20-odd MiB live; the unscaled sums in the header say 2.2 MiB.
    expect(answer.value.profileLiveBytes).toBeGreaterThan(15e6);
    expect(answer.value.profileLiveBytes).toBeLessThan(40e6);
  });
});
