import type { MenuItemConstructorOptions } from 'electron';
import type { Command } from '../../shared/native/bridge.js';

export interface RecentTarget {
  id: string;
  name: string;
}

export interface MenuParts {
  isMac: boolean;
  recent: readonly RecentTarget[];
  command: (command: Command) => void;
  openTarget: (id: string) => void;
}

type Item = MenuItemConstructorOptions;
const LINE: Item = { type: 'separator' };

/** The menu, from what is known now. Its commands go to the page, which has the same ones under keys of its own. */
export function menuTemplate({ isMac, recent, command, openTarget }: MenuParts): Item[] {
  const asks = (label: string, name: Command, accelerator?: string): Item => ({
    id: name,
    label,
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => {
      command(name);
    },
  });
  const targets: Item = {
    id: 'recent',
    label: 'Recent Targets',
    enabled: recent.length > 0,
    submenu: recent.map(({ id, name }) => ({
      id: `recent:${id}`,
      // A lone & would underline the letter after it.
      label: name.replaceAll('&', '&&'),
      click: () => {
        openTarget(id);
      },
    })),
  };
  return [
    ...(isMac ? [{ role: 'appMenu' as const }] : []),
    {
      label: '&File',
      submenu: [
        asks('Add Target…', 'addTarget', 'CmdOrCtrl+N'),
        targets,
        LINE,
        asks('Settings', 'settings', 'CmdOrCtrl+,'),
        ...(isMac ? [] : [LINE, { role: 'quit' as const }]),
      ],
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        asks('Command Palette…', 'palette', 'CmdOrCtrl+K'),
        asks('Overview', 'overview', 'CmdOrCtrl+1'),
        LINE,
        { role: 'reload' },
        { role: 'togglefullscreen' },
        LINE,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
      ],
    },
    { role: 'windowMenu' },
    {
      label: '&Help',
      role: 'help',
      submenu: [asks('Keyboard', 'keys'), ...(isMac ? [] : [{ role: 'about' as const }])],
    },
  ];
}
