import type { Handover } from '../core/config/meeting.js';
import { readOperand, type Operand } from '../host/operands.js';
import type { Outbox } from './outbox.js';

/** Sends addresses to be opened to the page, which asks before it adds anything. */
export function openOperands(outbox: Outbox, operands: readonly Operand[]): void {
  for (const operand of operands) if (operand.kind === 'url') outbox.send('open', operand);
}

/** What a second start hands over, read as strictly as our own command line; even --target is asked for first. */
export const operandsOf = ({ targets, urls }: Handover): Operand[] =>
  [...targets, ...urls].map((word) => readOperand(word, '/', () => false));
