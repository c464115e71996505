import { describe, expect, it } from 'vitest';
import { timeTicks } from '../../../../../src-renderer/ui/charts/scale.js';
import { sharedData, WHY_SKIPPED } from '../../../../helpers/shared-data.js';

type Tick = [at: string, label: string, offset: string];
const file = sharedData('cases/U-1.ticks.json');

describe.skipIf(file === null)(`case U-1 (skipped when ${WHY_SKIPPED})`, () => {
  const { zone, ...days } = (file === null ? {} : JSON.parse(file.toString())) as { zone: string } & Record<
    'autumn' | 'spring',
    Tick[]
  >;
  const label = (ms: number): string =>
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(ms);

  it.each(['autumn', 'spring'] as const)(
    'hours of the %s change are an hour apart, each with its label',
    (day) => {
      const ticks = days[day];
      const [first, last] = [Date.parse(ticks[0]![0]), Date.parse(ticks.at(-1)![0])];
      const drawn = timeTicks(first, last, 8 * 46);
      expect(drawn).toEqual(ticks.map(([at]) => Date.parse(at)));
      expect(drawn.map(label)).toEqual(ticks.map(([, text]) => text));
    },
  );
});
