import type { LineScanner } from './line-scanner.js';
import { parseProcMaps, type MapsEntry } from './proc-maps.js';

const MEMORY_MAP = ['--- Memory map: ---', 'MAPPED_LIBRARIES:'];

export const startsMemoryMap = (line: string): boolean => MEMORY_MAP.some((mark) => line.includes(mark));

/** The memory map after the samples; sections of other names are skipped. */
export function readMemoryMap(lines: LineScanner): MapsEntry[] {
  let more = true;
  while (more && !startsMemoryMap(lines.line)) more = lines.next();
  return parseProcMaps(lines);
}
