import type { Target } from '../../../shared/model/target.js';

const YOUNG_MS = 15_000;

/** Watched for so short a time at `now`, epoch ms, that what is not there may still come. */
export const isYoung = ({ createdAt }: Target, now: number): boolean =>
  now - Date.parse(createdAt) < YOUNG_MS;
