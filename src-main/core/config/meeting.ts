import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { folderHash } from './lock.js';

/** Words of each kind, and characters of a word. */
const MAX_WORDS = 100;
const MAX_WORD = 4096;
const Words = v.pipe(v.array(v.pipe(v.string(), v.maxLength(MAX_WORD))), v.maxLength(MAX_WORDS));

/** What a second start hands to the running core. */
export const Handover = v.object({
  /** Of --target. */
  targets: Words,
  /** Addresses to open: a window asks before it adds them. */
  urls: Words,
  /** Files to open, absolute. */
  files: Words,
  /** A window, where there is one, comes to the front. */
  focus: v.boolean(),
  wantsCode: v.boolean(),
});
export type Handover = v.InferOutput<typeof Handover>;
export const Welcome = v.object({
  url: v.string(),
  pid: v.number(),
  code: v.nullable(v.string()),
  /** A window of the running core came to the front and took what there is to open. */
  shown: v.boolean(),
  /** Place of the page that shows what was opened; a browser is sent there. */
  place: v.optional(v.nullable(v.string()), null),
  /** What the user is to be told, one line each. */
  said: v.optional(v.array(v.string()), []),
});
export type Welcome = v.InferOutput<typeof Welcome>;

/** Characters of a message: every word of the largest handover, and what is around them. */
const MAX_MESSAGE = 3 * MAX_WORDS * (MAX_WORD + 16);

/** As much of a handover as the running core takes, and how many words are left out. */
export function withinLimits(handover: Handover): { handover: Handover; leftOut: number } {
  const [targets, urls, files] = [handover.targets, handover.urls, handover.files].map((words) =>
    words.filter(({ length }) => length <= MAX_WORD).slice(0, MAX_WORDS),
  ) as [string[], string[], string[]];
  const count = (all: Pick<Handover, 'targets' | 'urls' | 'files'>): number =>
    all.targets.length + all.urls.length + all.files.length;
  const cut = { ...handover, targets, urls, files };
  return { handover: cut, leftOut: count(handover) - count(cut) };
}

function meetingPath(dir: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\gopherscope-meet-${folderHash(dir)}`;
  const uid = process.getuid?.() ?? 0;
  const base = path.join(process.env['XDG_RUNTIME_DIR'] ?? os.tmpdir(), `gopherscope-${uid.toString()}`);
  fs.mkdirSync(base, { recursive: true, mode: 0o700 });
  const stat = fs.lstatSync(base);
  if (!stat.isDirectory() || stat.uid !== uid) throw new Error(`${base} is not a folder of this user`);
  fs.chmodSync(base, 0o700);
  const file = path.join(base, `${folderHash(dir)}.sock`);
  // libuv cuts longer ones without a word.
  if (Buffer.byteLength(file) > 107) throw new Error(`${file} is too long for a socket`);
  return file;
}

/** Where second starts meet the holder of the folder. Only the holder may call this. */
export function openMeeting(
  dir: string,
  welcome: (handover: Handover) => Promise<Welcome>,
): Promise<() => void> {
  const file = meetingPath(dir);
  if (process.platform !== 'win32') fs.rmSync(file, { force: true });
  const server = net.createServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('error', () => undefined);
    const listen = (chunk: string): void => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= MAX_MESSAGE) return;
      // One message and no more: what follows is not even kept.
      socket.off('data', listen);
      if (end < 0 || end > MAX_MESSAGE) socket.destroy();
      else void answer(text.slice(0, end), welcome).then((reply) => socket.end(reply));
    };
    socket.on('data', listen);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, () => {
      server.unref();
      resolve(() => server.close());
    });
  });
}

async function answer(line: string, welcome: (handover: Handover) => Promise<Welcome>): Promise<string> {
  try {
    return `${JSON.stringify(await welcome(v.parse(Handover, JSON.parse(line))))}\n`;
  } catch {
    return '\n';
  }
}

/** Hands over to the running core; null when it does not answer. */
export function meet(dir: string, handover: Handover): Promise<Welcome | null> {
  return new Promise((resolve) => {
    let socket: net.Socket;
    try {
      socket = net.connect(meetingPath(dir));
    } catch {
      resolve(null);
      return;
    }
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('connect', () => socket.write(`${JSON.stringify(handover)}\n`));
    socket.on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => {
      resolve(null);
    });
    socket.on('close', () => {
      try {
        resolve(v.parse(Welcome, JSON.parse(text)));
      } catch {
        resolve(null);
      }
    });
  });
}
