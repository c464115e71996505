import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is gone when the test is over. */
export function tempFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'gopherscope-discover-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  return root;
}

/** A tree like /proc: texts by path, and what links point to by path. */
export function fakeProc(files: Record<string, string>, links: Record<string, string> = {}): string {
  const root = tempFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(target, join(root, path));
  }
  return root;
}

/** A line of /proc/PID/stat with the fields that we read. */
export function statLine(fields: {
  name?: string;
  userTicks?: number;
  systemTicks?: number;
  threads?: number;
  startTicks?: number;
  lastCpu?: number;
}): string {
  const values = Array.from({ length: 52 }, () => '0');
  values[0] = '7';
  values[1] = `(${fields.name ?? 'app'})`;
  values[2] = 'S';
  values[13] = String(fields.userTicks ?? 0);
  values[14] = String(fields.systemTicks ?? 0);
  values[19] = String(fields.threads ?? 1);
  values[21] = String(fields.startTicks ?? 0);
  values[38] = String(fields.lastCpu ?? 0);
  return `${values.join(' ')}\n`;
}

/** Lines of /proc/net/tcp or tcp6, one for each `address:port state inode` as the kernel writes them. */
export function netTable(...sockets: [local: string, state: string, inode: number][]): string {
  const lines = sockets.map(
    ([local, state, inode], i) =>
      `   ${String(i)}: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${String(inode)} 1 0000000000000000 100 0 0 10 0`,
  );
  return [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    ...lines,
    '',
  ].join('\n');
}
