import { oc } from '@orpc/contract';

export type Role = 'public' | 'viewer' | 'operator' | 'admin';

/** What every procedure says about itself: who may call it and how large a body it takes. */
export interface ProcedureMeta {
  role: Role;
  /** Largest request body, bytes. */
  bodyBytes: number;
}

const MIB = 1024 * 1024;

/** The start of every procedure; errors are typed per procedure on top of these. */
export const procedure = oc.$meta<ProcedureMeta>({ role: 'viewer', bodyBytes: MIB }).errors({
  INVALID_INPUT: { status: 422 },
  NOT_AVAILABLE: { status: 422 },
});
