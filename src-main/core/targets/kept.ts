import * as v from 'valibot';

const Kept = v.object({
  targetId: v.string(),
  pid: v.nullable(v.number()),
  startTimeMs: v.nullable(v.number()),
  generation: v.number(),
});

/** One line of the journal of processes: what a target's process was and how often it has restarted. */
export type KeptRecord = v.InferOutput<typeof Kept>;

export const isKeptRecord = (value: unknown): value is KeptRecord => v.is(Kept, value);

/** The newest record of each target. */
export const keepNewest = (records: KeptRecord[]): KeptRecord[] => [
  ...new Map(records.map((record) => [record.targetId, record])).values(),
];
