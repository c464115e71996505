import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, dialog } from 'electron';
import { claim, folderOf } from '../host/claim.js';
import { LINK_SCHEME, readOperand } from '../host/operands.js';
import { DEFAULT_PORT, parseCommandLine, USAGE, type CommandLine } from '../host/options.js';
import { serve, startFailure, type Serving } from '../host/serve.js';
import { notHandedOver } from '../host/words.js';
import { Desk } from './desk.js';
import { FileOpener } from './files.js';
import { DesktopNotifier } from './notifier.js';
import { systemSealer } from './sealer.js';
import { openOperands, operandsOf } from './open.js';
import { utilityChild } from './profile-process.js';
import { ownArguments } from './own-arguments.js';

declare const GOPHERSCOPE_VERSION: string;

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** The desktop host. Exit codes as those of the headless host. */
function main(): void {
  app.enableSandbox();
  // The launcher's flags are for the core in this process; the page's processes keep Chromium's own.
  app.commandLine.removeSwitch('js-flags');
  const own = ownArguments(process.argv, app.isPackaged);
  if (own.includes('--help')) {
    process.stdout.write(USAGE);
    app.exit(0);
    return;
  }
  const parsed = parseCommandLine(own);
  if (!parsed.ok) {
    leave(2, `${parsed.error.message}\n\n${USAGE}`);
    return;
  }
  if (parsed.value.command !== 'window') {
    leave(2, `“${parsed.value.command}” is for the host without a window: npx gopherscope.`);
    return;
  }
  const folder = folderOf(parsed.value);
  if (!folder.ok) {
    leave(1, folder.error.message);
    return;
  }
  // Before Electron is ready: what Chromium keeps belongs to the data folder, so that two folders share nothing.
  app.setPath('userData', path.join(folder.value.path, 'desktop'));
  app.setAboutPanelOptions({
    applicationName: 'Gopherscope',
    applicationVersion: GOPHERSCOPE_VERSION,
    copyright: 'MIT licence',
  });
  const desk = new Desk({ dataFolder: folder.value.path, preload: path.join(HERE, 'preload.cjs') });
  const files = new FileOpener(
    (place) => {
      desk.show(place);
    },
    (message) => {
      dialog.showErrorBox('Gopherscope', message);
    },
  );
  listenToSystem(desk, files);
  run(parsed.value, desk, files).catch((error: unknown) => {
    leave(1, startFailure(error, parsed.value.port));
  });
}

async function run(options: CommandLine, desk: Desk, files: FileOpener): Promise<void> {
  const claimed = await claim(options);
  if (claimed.kind === 'failed') {
    leave(claimed.exitCode, claimed.message);
    return;
  }
  if (claimed.kind === 'running') {
    process.stderr.write(`gopherscope runs already at ${claimed.welcome.url}.\n`);
    if (claimed.leftOut > 0) process.stderr.write(`${notHandedOver(claimed.leftOut)}\n`);
    app.exit(0);
    return;
  }
  const port = await usablePort(options);
  const serving = await serve({ ...options, port }, claimed, {
    version: GOPHERSCOPE_VERSION,
    pageDir: path.join(HERE, '..', 'renderer'),
    profileChild: utilityChild(path.join(HERE, 'profile-child.mjs')),
    goSources: app.isPackaged ? path.join(process.resourcesPath, 'go') : path.join(HERE, '..', '..', 'go'),
    exit: (code) => {
      desk.flush();
      app.exit(code);
    },
    meet: (handover) => {
      openOperands(desk.outbox, operandsOf(handover));
      files.open(handover.files);
      if (handover.focus) desk.toFront();
      return Promise.resolve({ shown: handover.focus, place: null, said: [] });
    },
    notifier: new DesktopNotifier((targetId) => {
      desk.show(`/targets/${targetId}`);
    }),
    sealer: systemSealer,
  });
  endWithWindow(serving);
  openOperands(
    desk.outbox,
    options.urls.map((url) => ({ kind: 'url' as const, url })),
  );
  files.open(options.files);
  await app.whenReady();
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  desk.open(serving);
  files.ready(serving.monitor);
}

/** Files and links that macOS hands to the app that runs; elsewhere they come on a command line. */
function listenToSystem(desk: Desk, files: FileOpener): void {
  app.on('open-file', (event, file) => {
    event.preventDefault();
    files.open([file]);
    desk.toFront();
  });
  app.on('open-url', (event, link) => {
    event.preventDefault();
    openOperands(desk.outbox, [readOperand(link, '/', () => false)]);
    desk.toFront();
  });
}

/** Until there is a tray, the app ends with its window, and everything is written before. */
function endWithWindow({ end }: Serving): void {
  app.on('window-all-closed', () => {
    end('window closed');
  });
  app.on('before-quit', (event) => {
    event.preventDefault();
    end('quit');
  });
}

/** The port asked for; any free one where another program has the usual one. */
async function usablePort({ host, port }: CommandLine): Promise<number> {
  if (port !== DEFAULT_PORT) return port;
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => {
      resolve(0);
    });
    probe.listen(port, host, () => {
      probe.close(() => {
        resolve(port);
      });
    });
  });
}

/** Ends before anything was started. Started from a desktop, nobody sees what is written. */
function leave(code: number, message: string): void {
  process.stderr.write(`gopherscope: ${message}\n`);
  if (app.isPackaged && !process.stderr.isTTY) dialog.showErrorBox('Gopherscope', message);
  app.exit(code);
}

main();
