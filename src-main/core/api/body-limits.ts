import { isContractProcedure, type AnyContractRouter } from '@orpc/contract';
import type { ProcedureMeta } from '../../../shared/contract/base.js';

interface Limit {
  method: string;
  path: RegExp;
  bytes: number;
}

/** Largest body of each call of a contract, bytes; asked before a byte of it is read. */
export function bodyLimits(contract: AnyContractRouter, prefix: string) {
  const limits = limitsOf(contract, prefix);
  /** null for what is no call of the contract: it is refused unread. */
  return (method: string, pathname: string): number | null =>
    limits.find((limit) => limit.method === method && limit.path.test(pathname))?.bytes ?? null;
}

function limitsOf(node: AnyContractRouter, prefix: string): Limit[] {
  if (!isContractProcedure(node)) return Object.values(node).flatMap((one) => limitsOf(one, prefix));
  const { route } = node['~orpc'];
  const path = (route.path ?? '').replace(/[.+*]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  const { bodyBytes } = node['~orpc'].meta as ProcedureMeta;
  return [{ method: route.method ?? 'POST', path: new RegExp(`^${prefix}${path}$`), bytes: bodyBytes }];
}
