import type { Clock } from '../../../shared/model/ports.js';
import type { PollingSettings } from '../../../shared/model/settings.js';
import type { AuthView } from '../../../shared/model/auth.js';
import type { Asker } from '../http/asker.js';
import type { Head } from '../tsdb/head.js';
import type { Annotations } from './annotations.js';
import type { PollTiming } from './source-runtime.js';

/** What a watched target works with. */
export interface TargetDeps {
  clock: Clock;
  head: Head;
  /** Asks on behalf of this target, with its token. */
  http: Asker;
  auth(): AuthView | null;
  annotations: Annotations;
  /** Default intervals and the budget, as set now. */
  polling(): PollingSettings;
  /** After every poll; `material` when something a person would notice changed: health, conditions, sources. */
  onChange(targetId: string, material: boolean): void;
  onPoll(timing: PollTiming): void;
  /** The process or generation changed: it is kept, so that a restart is known across ours. */
  onProcess(targetId: string): void;
}
