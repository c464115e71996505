import type { Profile } from '../model/profile.js';

/** What labels say about a goroutine. */
export interface GoroutineFacts {
  state: string;
  leaked: boolean;
  /** Whole minutes; 0 below one. */
  minutes: number;
  /** Its own labels, numbers as text. */
  labels: { key: string; value: string }[];
}

const OF_READER = new Set(['state', 'wait', 'leaked', 'locked']);

/**
 * By label set. In a dump the reader's own labels come first and one key stands there once, so that a label the
 * app calls `state` is still the app's.
 */
export function factsOfSets(profile: Profile): GoroutineFacts[] {
  const { strings, labelSets } = profile;
  const isDump = profile.goroutines !== undefined;
  return labelSets.map((set) => {
    const facts: GoroutineFacts = { state: '', leaked: false, minutes: 0, labels: [] };
    const seen = new Set<string>();
    for (const label of set) {
      const key = strings[label.key] ?? '';
      const value = label.text === -1 ? label.number.toString() : (strings[label.text] ?? '');
      if (!isDump || !OF_READER.has(key) || seen.has(key)) facts.labels.push({ key, value });
      else if (key === 'state') facts.state = value;
      else if (key === 'wait') facts.minutes = Number(label.number);
      else if (key === 'leaked') facts.leaked = true;
      seen.add(key);
    }
    return facts;
  });
}
