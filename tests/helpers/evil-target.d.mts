import type { IncomingHttpHeaders } from 'node:http';

export interface Behaviour {
  /** Append it to the target's URL; it may hold parameters (`/series/n=50000`). */
  path: string;
  /** What a target there should become; any = more than one is sound, only surviving counts. */
  expect: 'up' | 'down' | 'partial' | 'any';
  /** The error code suggested. */
  code?: string;
  /** In words, where the path is a number. */
  what?: string;
  /** Names of the parameters it knows. */
  params?: string;
}

export interface CanaryHit {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

export interface EvilTarget {
  port: number;
  /** Without a slash at the end. */
  url: string;
  /** Requests so far, by the path of the behaviour. */
  hits: Map<string, number>;
  canary: { port: number; url: string; hits: CanaryHit[]; close(): Promise<void> };
  close(): Promise<void>;
}

export const BEHAVIOURS: readonly Behaviour[];

export function startEvilTarget(options?: { port?: number; seed?: number }): Promise<EvilTarget>;
