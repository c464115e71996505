import fs from 'node:fs';
import { rename } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { encodeFrame } from '../../../shared/base/columns.js';
import type { ProfileFacts } from '../../../shared/model/profile.js';
import type { AnswerFile, ExportFormat, ProfileQuestion } from '../../../shared/model/profile-work.js';
import type { ProfileFilter } from '../../../shared/model/profile.js';
import { ProfileRefused } from '../profile/model/profile.js';
import type { Opened, OpenedProfile } from './open.js';

/** What is known of an execution trace without reading it. */
const TRACE_FACTS: ProfileFacts = {
  type: 'other',
  profileType: 'trace',
  format: 'trace',
  takenAt: null,
  durationSeconds: null,
  sampleTypes: [],
  defaultSampleType: 0,
  period: null,
  samples: 0,
  functions: 0,
  nodes: 0,
  module: null,
  goroutines: null,
  comments: [],
};

/** Answers a question; what is too large for a message goes into `answerFile`. */
export function answer(opened: Opened, question: ProfileQuestion, answerFile: string | null): unknown {
  if (opened.kind === 'profile') return ofProfile(opened, question, answerFile);
  if (question.ask === 'facts') return TRACE_FACTS;
  throw new ProfileRefused(
    'PROFILE_IS_TRACE',
    'This is an execution trace: it is kept here and opened by “go tool trace”.',
  );
}

function ofProfile(opened: OpenedProfile, question: ProfileQuestion, answerFile: string | null): unknown {
  const { view } = opened;
  switch (question.ask) {
    case 'facts':
      return view.facts();
    case 'result':
      return view.result(question.filter, '', question.limit);
    case 'top':
      return view.top(question.filter, given({ limit: question.limit, sort: question.sort }));
    case 'function':
      return view.detail(question.filter, question.function);
    case 'handoffs':
      return view.handOffs(question.filter, given({ limit: question.limit, function: question.function }));
    case 'groups':
      return view.groups(question.filter, question.by);
    case 'labels':
      return view.labels(question.filter);
    case 'goroutines':
      return view.goroutines(question);
    case 'tree': {
      const { view: way, function: of } = question;
      return write(answerFile, [
        encodeFrame(view.tree(question.filter, { view: way, ...given({ function: of }) })),
      ]);
    }
    case 'export':
      return write(answerFile, exported(opened, question.filter, question.format));
  }
}

/** What was given: a report takes no word for “not said”. */
const given = <T extends object>(options: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

function exported(
  { view, hint }: OpenedProfile,
  filter: ProfileFilter,
  format: ExportFormat,
): Iterable<string | Uint8Array> {
  if (format === 'pprof') return [gzipSync(view.pprof(filter))];
  return format === 'folded' ? view.folded(filter) : view.speedscope(filter, hint);
}

/** Under another name first: a child that is killed leaves no half answer behind. */
async function write(file: string | null, pieces: Iterable<string | Uint8Array>): Promise<AnswerFile> {
  if (file === null) throw new Error('no place was given for the answer');
  const temporary = `${file}.tmp`;
  await pipeline(Readable.from(pieces), fs.createWriteStream(temporary, { mode: 0o600 }));
  await rename(temporary, file);
  return { file, bytes: fs.statSync(file).size };
}
