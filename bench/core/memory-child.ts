// The core with a clock turned by hand: an hour of polls over real HTTP as fast as they are answered.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Clock } from '../../shared/model/ports.js';
import { openDataFolder } from '../../src-main/core/config/data-folder.js';
import { createLog } from '../../src-main/core/log/log.js';
import { startMonitor } from '../../src-main/core/monitor.js';

const [apps = '10', seconds = '3600'] = process.argv.slice(2);

interface Timer {
  at: number;
  callback: () => void;
}

class TurnedClock implements Clock {
  private time = 0;
  private readonly startMs = Date.now();
  readonly timers = new Set<Timer>();
  now = (): number => this.startMs + this.time;
  monotonic = (): number => this.time;
  after = (ms: number, callback: () => void): (() => void) => {
    const timer = { at: this.time + ms, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Goes on to the next timer and runs it. */
  turn(): void {
    let next: Timer | null = null;
    for (const timer of this.timers) if (next === null || timer.at < next.at) next = timer;
    if (next === null) return;
    this.time = Math.max(this.time, next.at);
    this.timers.delete(next);
    next.callback();
  }
}

const mb = (field: string): number => {
  const match = new RegExp(`${field}:\\s+(\\d+)`).exec(fs.readFileSync('/proc/self/status', 'utf8'));
  return (Number(match?.[1]) * 1024) / 1e6;
};

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'gopherscope-bench-'));
const clock = new TurnedClock();
const monitor = await startMonitor({
  version: 'bench',
  folder: openDataFolder(dir),
  log: createLog({ level: 'error' }).log,
  host: '127.0.0.1',
  port: 0,
  allowedHosts: [],
  token: null,
  pageDir: dir,
  targets: [],
  clock,
});
process.stdout.write(`port ${monitor.port.toString()}\n`);
// The parent adds the targets: fetch would cost this process 18 MB. One timer a source and the upkeep's own:
// when all wait again, no poll is under way.
const all = Number(apps) + 1;
while (clock.timers.size < all) await new Promise((resolve) => setTimeout(resolve, 50));
const idleMb = mb('VmRSS');
const end = Number(seconds) * 1000;
while (clock.monotonic() < end) {
  while (clock.timers.size < all) await new Promise((resolve) => setImmediate(resolve));
  clock.turn();
}
process.stdout.write(`${JSON.stringify({ rssMb: mb('VmRSS'), peakMb: mb('VmHWM'), idleMb })}\n`);
process.on('SIGTERM', () => {
  void monitor.close().then(() => {
    fs.rmSync(dir, { recursive: true, force: true });
    process.exit(0);
  });
});
