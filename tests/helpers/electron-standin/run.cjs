// Becomes Electron's main process and starts the app, from its folder or from resources/app.asar.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const words = process.argv.slice(2);
process.argv = [process.env.STANDIN_EXE, ...words];
const exeDir = path.dirname(process.env.STANDIN_EXE);
const asar = path.join(exeDir, 'resources', 'app.asar');
const isPackaged = fs.existsSync(asar);
let appPath;
if (isPackaged) {
  appPath = fs.mkdtempSync(path.join(os.tmpdir(), 'standin-asar-'));
  require('@electron/asar').extractAll(asar, appPath);
} else {
  appPath = path.resolve(words.find((word, i) => !word.startsWith('-') && words[i - 1] !== '-r') ?? '.');
}
const pkg = JSON.parse(fs.readFileSync(path.join(appPath, 'package.json'), 'utf8'));
const debugPort = words.find((word) => word.startsWith('--remote-debugging-port='))?.split('=')[1] ?? '0';
globalThis.__standin = { appPath, pkg, isPackaged, debugPort };
process.versions.electron = '45.4.1';
process.type = 'browser';
process.resourcesPath = path.join(exeDir, 'resources');

for (const file of (process.env.STANDIN_REQUIRE ?? '').split(path.delimiter).filter(Boolean)) require(file);
const { app } = require('electron');
import(pathToFileURL(path.join(appPath, pkg.main)).href).then(
  () => app.__start(),
  (error) => {
    process.stderr.write(`App threw an error during load\n${error.stack}\n`);
    process.exit(1);
  },
);
