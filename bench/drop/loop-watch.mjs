// Loaded into the core before it starts (NODE_OPTIONS=--import): how long its event loop was kept, told on SIGUSR2.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 5;
// The child that reads profiles inherits the option.
if (process.argv[1]?.endsWith('headless.mjs')) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  process.on('SIGUSR2', () => {
    writeFileSync(process.env.LOOP_WATCH ?? '', (delay.max / 1e6 - RESOLUTION_MS).toFixed(1));
    delay.reset();
  });
}
