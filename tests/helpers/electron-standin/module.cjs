// What `import 'electron'` gives in the main process; each name written out, so that an ES module can import it.
exports.app = require('./app.cjs').app;
exports.BrowserWindow = require('./window.cjs').BrowserWindow;
exports.webContents = require('./window.cjs').webContents;
exports.ipcMain = require('./ipc-main.cjs').ipcMain;
exports.Menu = require('./menu.cjs').Menu;
exports.Notification = require('./system.cjs').Notification;
exports.dialog = require('./system.cjs').dialog;
exports.shell = require('./system.cjs').shell;
exports.session = require('./system.cjs').session;
exports.screen = require('./system.cjs').screen;
exports.safeStorage = require('./system.cjs').safeStorage;
exports.utilityProcess = require('./utility.cjs').utilityProcess;
