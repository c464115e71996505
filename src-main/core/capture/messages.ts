import type { Message } from '../../../shared/model/message.js';

const message = (code: string, text: string, params: Message['params'] = {}): Message => ({
  code,
  params,
  message: text,
});

/** The lines of Go that fill a profile which is off by default. */
const LINES: Record<string, string> = {
  block: 'runtime.SetBlockProfileRate(10_000)',
  mutex: 'runtime.SetMutexProfileFraction(100)',
};

/** Why it waits. */
export const behind = (ahead: number): Message =>
  message(
    'CAPTURE_BEHIND',
    `It waits for ${ahead.toString()} before it: Go takes one CPU profile at a time.`,
    { ahead },
  );
export const inUse = (type: string, seconds: number): Message =>
  message('CAPTURE_IN_USE', `Somebody else profiles this app now; asked again in ${seconds.toString()} s.`, {
    type,
    seconds,
  });

/** What is odd about one that worked, or will be. */
export const isEmpty = (type: string): Message => {
  const line = LINES[type];
  if (line !== undefined)
    return message(
      'CAPTURE_EMPTY_OFF',
      `The ${type} profile is empty: the app must switch it on with ${line}.`,
      { type, line },
    );
  return nothingHappened(type);
};
export const nothingHappened = (type: string): Message =>
  message('CAPTURE_EMPTY', `The ${type} profile is empty: nothing of it happened.`, { type });
export const isShorter = (asked: number, got: number): Message =>
  message('CAPTURE_SHORTER', `Of ${asked.toString()} s asked for it holds ${got.toString()} s.`, {
    asked,
    got,
  });
export const manyGoroutines = (count: number): Message =>
  message(
    'CAPTURE_MANY_GOROUTINES',
    `Listing ${count.toString()} goroutines one by one stops the app meanwhile.`,
    { count },
  );

/** Why it failed. */
export const endsEarly = (asked: number, seconds: number): Message =>
  message(
    'TARGET_ENDS_EARLY',
    `The app's server ends its answers before ${asked.toString()} s are over (WriteTimeout, or a proxy before it). Try ${seconds.toString()} s.`,
    { asked, seconds },
  );
export const appGone = (host: string): Message =>
  message('CAPTURE_APP_GONE', `The app at ${host} ended during the capture, or answers no more.`, { host });
export const stillInUse = (seconds: number): Message =>
  message(
    'CAPTURE_STILL_IN_USE',
    `Somebody else has profiled this app for ${seconds.toString()} s; the capture was given up.`,
    { seconds },
  );
export const notThere = (type: string): Message =>
  type === 'goroutineleak'
    ? message(
        'CAPTURE_NO_LEAK_PROFILE',
        'This app has no profile of leaked goroutines: it comes with Go 1.27.',
        { type },
      )
    : message('CAPTURE_NOT_THERE', `The app has no profile “${type}”.`, { type });
export const isHtml = (type: string, path: string): Message =>
  message(
    'CAPTURE_HTML',
    `${path} answers a page of HTML instead of the ${type} profile: its handler is registered under another path.`,
    { type, path },
  );
export const refused = (status: number, said: string): Message =>
  message('CAPTURE_REFUSED', `The app answered ${status.toString()}${said === '' ? '' : `: ${said}`}.`, {
    status,
    said,
  });
export const switchRefused = (
  profile: string,
  { code, message: said }: { code: string; message: string },
): Message =>
  message('SWITCH_REFUSED', `The app's Go library does not switch the ${profile} profile on: ${said}`, {
    profile,
    reason: code,
    detail: said.slice(0, 300),
  });
export const noLibrary = (profile: string): Message =>
  message(
    'NO_LIBRARY',
    `The ${profile} profile can be switched on from here only in an app with the Gopherscope Go library.`,
    { profile },
  );
export const unreadable = (reason: Message): Message =>
  message('CAPTURE_UNREADABLE', `What the app answered is no profile: ${reason.message}`, {
    reason: reason.code,
    detail: reason.message,
  });
export const coreEnded = (): Message =>
  message('CORE_ENDED', 'Gopherscope ended before the capture was done.');
export const cancelled = (): Message => message('CANCELLED', 'It was cancelled.');
