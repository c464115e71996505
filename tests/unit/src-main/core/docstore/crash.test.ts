import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { Collection } from '../../../../../src-main/core/docstore/collection.js';
import { DurableFile, type Format } from '../../../../../src-main/core/docstore/durable-file.js';
import { Journal } from '../../../../../src-main/core/journal/journal.js';
import { CrashFs, seeded, SURVIVALS, type Fault } from '../../../../helpers/crash-fs.js';

const DIR = '/data';
const Doc = v.object({ n: v.number(), filler: v.string() });
type Doc = v.InferOutput<typeof Doc>;
const FORMAT: Format<Doc> = { name: 'doc', version: 1, schema: Doc, upgraders: {} };

/** Nine KB that only the n-th version has: three blocks, so that a mix of two versions shows. */
const version = (n: number): Doc => ({ n, filler: n.toString().repeat(9000 / n.toString().length) });

/** How far a scenario has come: what was acknowledged must survive, what was begun may. */
interface Progress {
  acknowledged: number;
  begun: number;
}

interface Scenario {
  name: string;
  run(disk: CrashFs, progress: Progress): Promise<void>;
  /** The newest version a re-opened store holds; throws for a mix or a hole. */
  check(disk: CrashFs): Promise<number>;
}

const openDoc = (disk: CrashFs): Promise<Collection<Doc>> =>
  Collection.open(
    new DurableFile(
      disk,
      DIR,
      FORMAT,
      () => 1,
      () => Promise.resolve(),
    ),
    version(0),
  );

const document: Scenario = {
  name: 'document',
  async run(disk, progress) {
    const collection = await openDoc(disk);
    for (let n = collection.data.n + 1; n <= 6; n++) {
      progress.begun = n;
      await collection.update(() => version(n));
      progress.acknowledged = n;
    }
  },
  async check(disk) {
    const collection = await openDoc(disk);
    expect(collection.data).toEqual(version(collection.data.n));
    expect(collection.notices).toEqual([]);
    expect(Object.keys(disk.files).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const after = await openDoc(disk);
    await after.update(() => version(50));
    expect((await openDoc(disk)).data.n).toBe(50);
    return collection.data.n;
  },
};

const isDoc = (value: unknown): value is Doc => v.is(Doc, value);
const openJournal = (disk: CrashFs) =>
  Journal.open(disk, DIR, 'log', isDoc, (records) => records.slice(-100));

const journal: Scenario = {
  name: 'journal',
  async run(disk, progress) {
    const { journal: log, contents } = await openJournal(disk);
    for (let n = contents.records.length + 1; n <= 6; n++) {
      progress.begun = n;
      await log.append(version(n));
      progress.acknowledged = n;
    }
  },
  async check(disk) {
    const { contents, journal: log } = await openJournal(disk);
    expect(contents.records).toEqual(contents.records.map((_, i) => version(i + 1)));
    await log.append(version(50));
    expect((await openJournal(disk)).contents.records.at(-1)).toEqual(version(50));
    return contents.records.length;
  },
};

const tally = { cases: 0, corrupt: 0, lost: 0 };

/** Runs until the scenario is through or the fault ends it. */
async function runWith(
  scenario: Scenario,
  disk: CrashFs,
  fault: Fault,
): Promise<{ progress: Progress; error: unknown }> {
  const progress = { acknowledged: 0, begun: 0 };
  disk.fault = { ...fault, at: disk.calls + fault.at };
  try {
    await scenario.run(disk, progress);
    return { progress, error: null };
  } catch (error) {
    return { progress, error };
  } finally {
    disk.fault = null;
  }
}

async function judge(scenario: Scenario, disk: CrashFs, progress: Progress, what: string): Promise<void> {
  tally.cases++;
  let found: number;
  try {
    found = await scenario.check(disk);
  } catch (error) {
    tally.corrupt++;
    throw new Error(`${scenario.name}: corrupt after ${what}`, { cause: error });
  }
  if (found < progress.acknowledged || found > progress.begun) {
    tally.lost++;
    throw new Error(
      `${scenario.name}: ${what} left ${found}, acknowledged ${progress.acknowledged}, begun ${progress.begun}`,
    );
  }
}

describe.each([document, journal])('a $name', (scenario) => {
  it('survives a cut at any call, and another one while it is opened again', async () => {
    for (let at = 0; ; at++) {
      const disk = new CrashFs();
      const { progress, error } = await runWith(scenario, disk, { kind: 'stop', at });
      for (const [index, survival] of SURVIVALS.entries()) {
        const what = `a cut at call ${at} with ${JSON.stringify(survival)}`;
        const random = (): (() => number) => seeded(at * 100 + index);
        await judge(scenario, disk.survive(survival, random()), progress, what);
        // The store is opened on what the cut left, and cut again: up to the first call past the opening.
        for (let second = 0; second < 9; second++) {
          const reopened = disk.survive(survival, random());
          const again = await runWith(scenario, reopened, { kind: 'stop', at: second });
          const both = {
            acknowledged: Math.max(progress.acknowledged, again.progress.acknowledged),
            begun: Math.max(progress.begun, again.progress.begun),
          };
          const other = SURVIVALS[(index + second) % SURVIVALS.length]!;
          await judge(scenario, reopened.survive(other, random()), both, `${what}, then at ${second}`);
        }
      }
      if (error === null) break;
    }
    expect(tally).toMatchObject({ corrupt: 0, lost: 0 });
  });

  const faults: Omit<Fault, 'at'>[] = [
    ...(['ENOSPC', 'EIO', 'EBUSY', 'EPERM'] as const).flatMap((code) => [
      { kind: 'error' as const, code },
      { kind: 'error' as const, code, forever: true },
    ]),
    ...[0, 0.5, 1].map((share) => ({ kind: 'short' as const, share })),
    { kind: 'short', share: 0.5, code: 'ENOSPC' } as Omit<Fault, 'at'>,
  ];

  it('that cannot be written says so, keeps what it had, and goes on when it can', async () => {
    for (const fault of faults) {
      for (let at = 0; ; at++) {
        const disk = new CrashFs();
        const what = `${JSON.stringify(fault)} at call ${at}`;
        const { progress, error } = await runWith(scenario, disk, { ...fault, at } as Fault);
        // A single failure is told, or was overcome; a lasting one is always told.
        if ('forever' in fault && at < disk.calls - 1) expect([what, error]).not.toEqual([what, null]);
        if (fault.kind === 'short' && !('code' in fault)) expect([what, error]).toEqual([what, null]);
        for (const survival of SURVIVALS)
          await judge(scenario, disk.survive(survival, seeded(at)), progress, what);
        if (at >= disk.calls) break;
      }
    }
  });
});

describe('a store that outlives its failures', () => {
  it('takes back a change that could not be written, and writes the next one', async () => {
    for (let at = 0; at < 30; at++) {
      const disk = new CrashFs();
      const collection = await openDoc(disk);
      await collection.update(() => version(1));
      disk.fault = { kind: 'error', code: 'EIO', at: disk.calls + at };
      const first = await collection.update(() => version(2)).catch(() => 'rejected');
      disk.fault = null;
      expect(collection.data.n).toBe(first === 'rejected' ? 1 : 2);
      await collection.update(({ n }) => version(n + 10));
      const { data } = await openDoc(disk.survive({ names: 'none', data: 'none' }, seeded(at)));
      expect(data.n).toBe(first === 'rejected' ? 11 : 12);
    }
  });

  it('keeps a half-written line of a journal apart from the record after it', async () => {
    for (const code of ['ENOSPC', 'EIO'] as const) {
      const disk = new CrashFs();
      const { journal: log } = await openJournal(disk);
      await log.append(version(1));
      disk.fault =
        code === 'ENOSPC'
          ? { kind: 'short', share: 0.5, code, at: disk.calls }
          : { kind: 'error', code, at: disk.calls + 1 };
      await expect(log.append(version(2))).rejects.toThrow(code);
      disk.fault = null;
      await log.append(version(3));
      const { contents } = await openJournal(disk.survive({ names: 'none', data: 'none' }, seeded(1)));
      expect(contents.records.map(({ n }) => n)).toEqual(code === 'ENOSPC' ? [1, 3] : [1, 2, 3]);
      expect(contents.damaged).toHaveLength(code === 'ENOSPC' ? 1 : 0);
    }
  });

  it('counted', () => {
    console.info(
      `crash points: ${tally.cases} cases, ${tally.corrupt} corrupt, ${tally.lost} acknowledged lost`,
    );
    expect(tally.cases).toBeGreaterThan(10_000);
  });
});
