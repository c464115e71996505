import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataFolder } from '../core/config/data-folder.js';
import { meet, type Welcome } from '../core/config/meeting.js';
import { forkChild } from '../core/profile-host/fork.js';
import { claim, folderOf } from '../host/claim.js';
import { openGiven, pageAddress } from '../host/given.js';
import { parseCommandLine, USAGE } from '../host/options.js';
import { serve, startFailure, type Serving } from '../host/serve.js';
import { notHandedOver } from '../host/words.js';
import { openInBrowser, openWindow } from './browser.js';

const HERE = path.dirname(fileURLToPath(import.meta.url));

declare const GOPHERSCOPE_VERSION: string;

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};
const failWith = (exitCode: number, message: string): void => {
  say(`gopherscope: ${message}`);
  process.exitCode = exitCode;
};

/** The exit code is for scripts: 0 fine, 1 failed, 2 wrong use, 3 another core has the folder. */
async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(USAGE);
    return;
  }
  const parsed = parseCommandLine(process.argv.slice(2));
  if (!parsed.ok) {
    failWith(2, `${parsed.error.message}\n\n${USAGE}`);
    return;
  }
  const options = parsed.value;
  if (options.command === 'open') {
    const folder = folderOf(options);
    if (folder.ok) await openRunning(folder.value);
    else failWith(1, folder.error.message);
    return;
  }
  const claimed = await claim(options);
  if (claimed.kind === 'failed') failWith(claimed.exitCode, claimed.message);
  else if (claimed.kind === 'running') {
    if (claimed.leftOut > 0) say(notHandedOver(claimed.leftOut));
    tellRunning(claimed.welcome);
  } else {
    try {
      const serving = await serve(options, claimed, {
        version: GOPHERSCOPE_VERSION,
        pageDir: path.join(HERE, '..', 'renderer'),
        profileChild: forkChild(path.join(HERE, 'profile-child.mjs')),
        goSources: path.join(HERE, '..', '..', 'go'),
        exit: (code) => process.exit(code),
        meet: async (handover, monitor) => ({ ...(await openGiven(monitor, handover)), shown: false }),
      });
      // Nobody can be asked without a window of ours: addresses on the command line are watched.
      const { files, urls } = options;
      const { place, said } = await openGiven(serving.monitor, { files, urls, targets: [] });
      for (const line of said) say(line);
      if (options.command === 'window') show(serving, claimed.folder, place);
    } catch (error) {
      failWith(1, startFailure(error, options.port));
    }
  }
}

function show({ url, monitor, end }: Serving, folder: DataFolder, place: string | null): void {
  const shown = openWindow(pageAddress(url, monitor.issueCode(), place), folder.path, () => {
    end('window closed');
  });
  if (shown === 'window') say("Electron's binary is not here: the page is shown in a Chromium window.");
  else if (shown === 'browser') say("Electron's binary is not here: the page is shown in your browser.");
  else
    say(
      `No display here. Open ${url}/ and give the token in ${path.join(folder.path, 'token')}, or run “npx gopherscope open”.`,
    );
}

/** What a second start says once the running core has taken what it was given. */
function tellRunning({ url, pid, code, shown, place, said }: Welcome): void {
  say(`gopherscope runs already at ${url} (pid ${pid.toString()}).`);
  for (const line of said) say(line);
  if (shown || code === null) return;
  // Without a display it says where what was opened can be seen.
  if (!openInBrowser(pageAddress(url, code, place)) && place !== null) say(`${url}/#${place}`);
}

async function openRunning(folder: DataFolder): Promise<void> {
  const nothing = { targets: [], urls: [], files: [], focus: false };
  const welcome = await meet(folder.path, { ...nothing, wantsCode: true });
  if (welcome === null) {
    failWith(1, `no core runs with the data folder ${folder.path}. Start one with “npm start”.`);
    return;
  }
  const url = `${welcome.url}/#code=${welcome.code ?? ''}`;
  // The code is good for a minute and once; on a terminal of the user's own it may be shown.
  if (!openInBrowser(url)) process.stdout.write(`${url}\n`);
}

void main();
