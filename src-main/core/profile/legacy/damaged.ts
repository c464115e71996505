import { ProfileRefused } from '../model/profile.js';

const LONGEST_SHOWN = 120;

/** The refusal of a file whose format is known and whose line cannot be read. */
export function damagedLine(what: string, number: number, line: string, why: string): ProfileRefused {
  const shown = line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
  return new ProfileRefused(
    'DAMAGED_PROFILE',
    `Line ${number} of this ${what} cannot be read: ${why}: “${shown}”. Take the profile again, or mend the line.`,
    { format: what, line: number },
  );
}
