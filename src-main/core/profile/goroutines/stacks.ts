import type { CodeOrigin } from '../../../../shared/model/profile.js';
import type { Profile } from '../model/profile.js';
import type { FunctionIndex } from '../stacks/functions.js';

export interface Frame {
  name: string;
  file: string;
  line: number;
  origin: CodeOrigin;
}

/** The frames of a location, innermost first. */
export function framesOf(profile: Profile, fns: FunctionIndex, location: number): Frame[] {
  const { locations, lines, funcs, strings } = profile;
  const first = locations.firstLine[location] ?? 0;
  const end = locations.firstLine[location + 1] ?? 0;
  if (first === end) {
    const fn = fns.list[fns.ofBareLocation[location] ?? -1];
    return [{ name: fn?.name ?? '', file: '', line: 0, origin: fn?.origin ?? 'unknown' }];
  }
  const frames: Frame[] = [];
  for (let i = first; i < end; i++) {
    const func = lines.func[i] ?? -1;
    const fn = fns.list[fns.ofFunc[func] ?? -1];
    frames.push({
      name: fn?.name ?? '',
      file: strings[funcs.file[func] ?? 0] ?? '',
      line: lines.line[i] ?? 0,
      origin: fn?.origin ?? 'unknown',
    });
  }
  return frames;
}

/** The frames of a stack, leaf first. */
export function stackOf(profile: Profile, fns: FunctionIndex, node: number): Frame[] {
  const frames: Frame[] = [];
  for (let at = node; at > 0; at = profile.stacks.parent[at] ?? 0)
    frames.push(...framesOf(profile, fns, profile.stacks.location[at] ?? -1));
  return frames;
}

/** The first frame that is not the runtime's, whose functions stand in other packages too (`sync.runtime_…`). */
export function standsAt(stack: readonly Frame[]): number {
  const found = stack.findIndex(({ name, origin }) => origin !== 'runtime' && !name.includes('.runtime_'));
  return Math.max(0, found);
}
