import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as v from 'valibot';
import { folderHash } from './lock.js';

const Words = v.pipe(v.array(v.pipe(v.string(), v.maxLength(4096))), v.maxLength(100));

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
});
export type Welcome = v.InferOutput<typeof Welcome>;

const MAX_MESSAGE = 65_536;

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
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (text.length > MAX_MESSAGE) socket.destroy();
      const end = text.indexOf('\n');
      if (end < 0) return;
      void answer(text.slice(0, end), welcome).then((reply) => socket.end(reply));
    });
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
    socket.setTimeout(5000, () => socket.destroy());
    socket.on('connect', () => socket.write(`${JSON.stringify(handover)}\n`));
    socket.on('data', (chunk) => (text += chunk.toString('utf8')));
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
