import { implement } from '@orpc/server';
import { contract } from '../../../shared/contract/index.js';
import type { Context } from './services.js';

/** The contract's procedures, to be given their handlers. */
export const implementer = () => implement(contract).$context<Context>();
export type Implementer = ReturnType<typeof implementer>;
